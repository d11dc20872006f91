package dev.orion.nvme.spec;

/** A value that the specification defines and names, such as an opcode. */
public sealed interface SpecValue
    permits AdminOpcode,
        Cns,
        Csi,
        FeatureIdentifier,
        LogPageIdentifier,
        NvmOpcode,
        ZoneReceiveAction,
        ZoneReportingOption,
        ZoneSendAction,
        ZoneState,
        ZoneType,
        ZonedOpcode {
  /** The value on the wire. */
  int code();

  /** The specification's name. */
  String specName();
}
