package dev.orion.nvme.spec;

/** A value that the specification defines and names, such as an opcode. */
public sealed interface SpecValue
    permits AcquireAction,
        AdminOpcode,
        Cns,
        Csi,
        FeatureIdentifier,
        KeyValueOpcode,
        LogPageIdentifier,
        NvmOpcode,
        PersistentEventType,
        RegisterAction,
        ReleaseAction,
        ReservationType,
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
