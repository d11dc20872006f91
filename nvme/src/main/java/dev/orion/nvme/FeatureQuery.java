package dev.orion.nvme;

import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.FeatureSelect;

/**
 * Which value of a feature to get (Base 5.15).
 *
 * @param fid Feature Identifier, 0 to 255
 * @param nsid namespace, 0 for none, FFFFFFFFh for all
 * @param select the value that is in force, or another
 * @param cdw11 Command Dword 11, which some features need to tell one value from others
 * @param uuidIndex for vendor specific features, 0 for none
 * @param dataBytes length of the value's data, 0 if the value is in the completion
 */
public record FeatureQuery(
    int fid, int nsid, FeatureSelect select, int cdw11, int uuidIndex, int dataBytes) {

  /** The current value of a feature of the controller. */
  public static FeatureQuery of(FeatureIdentifier feature) {
    return of(feature, 0);
  }

  /** The same where Command Dword 11 says which value. */
  public static FeatureQuery of(FeatureIdentifier feature, int cdw11) {
    return new FeatureQuery(
        feature.code(), 0, FeatureSelect.CURRENT, cdw11, 0, feature.dataBytes(cdw11));
  }

  /** The value of a namespace. */
  public FeatureQuery withNsid(int newNsid) {
    return new FeatureQuery(fid, newNsid, select, cdw11, uuidIndex, dataBytes);
  }

  /** Another value. The supported capabilities come without data. */
  public FeatureQuery with(FeatureSelect newSelect) {
    int bytes = newSelect == FeatureSelect.SUPPORTED_CAPABILITIES ? 0 : dataBytes;
    return new FeatureQuery(fid, nsid, newSelect, cdw11, uuidIndex, bytes);
  }
}
