package dev.orion.nvme.spec;

/** Which value of a feature Get Features returns: its Select field (Base 5.15). */
public enum FeatureSelect {
  /** The value that is in force. */
  CURRENT(0, "Current"),

  /** The value that the feature has by itself. */
  DEFAULT(1, "Default"),

  /** The value that comes back with the next reset. */
  SAVED(2, "Saved"),

  /** Not a value: what can be done with the feature, as {@link FeatureCapabilities} reads it. */
  SUPPORTED_CAPABILITIES(3, "Supported capabilities");

  private final int code;
  private final String specName;

  FeatureSelect(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value on the wire. */
  public int code() {
    return code;
  }

  /** The specification's name. */
  public String specName() {
    return specName;
  }
}
