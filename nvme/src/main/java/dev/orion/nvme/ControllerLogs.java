package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AnaLog;
import dev.orion.nvme.spec.ChangedZoneList;
import dev.orion.nvme.spec.CommandsSupportedAndEffectsLog;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.DeviceSelfTestLog;
import dev.orion.nvme.spec.EnduranceGroupLog;
import dev.orion.nvme.spec.ErrorLog;
import dev.orion.nvme.spec.EventAggregateLog;
import dev.orion.nvme.spec.FdpConfigurationsLog;
import dev.orion.nvme.spec.FdpEventsLog;
import dev.orion.nvme.spec.FdpStatisticsLog;
import dev.orion.nvme.spec.FeatureEffectsLog;
import dev.orion.nvme.spec.FirmwareSlotLog;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.LbaStatusLog;
import dev.orion.nvme.spec.LockdownLog;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.MalformedStructureException;
import dev.orion.nvme.spec.MediaUnitStatusLog;
import dev.orion.nvme.spec.MiCommandEffectsLog;
import dev.orion.nvme.spec.NamespaceIdList;
import dev.orion.nvme.spec.PredictableLatencyLog;
import dev.orion.nvme.spec.ReclaimUnitHandleUsageLog;
import dev.orion.nvme.spec.ReservationNotificationLog;
import dev.orion.nvme.spec.RotationalMediaLog;
import dev.orion.nvme.spec.SanitizeStatusLog;
import dev.orion.nvme.spec.SmartLog;
import dev.orion.nvme.spec.SupportedCapacityConfigurationList;
import dev.orion.nvme.spec.SupportedLogPages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * The log pages of a controller that fit in memory, by type. Each method throws {@link
 * UnsupportedCommandException} if the controller says that it has no such log page, and {@link
 * NvmeException} if it refuses, or returns a page that makes no sense. Those that are streamed are
 * {@link TelemetryLog}, {@link PersistentEvents} and {@link BootPartitionLog}.
 */
public final class ControllerLogs {

  private static final int GROUPS_ONLY = 1;
  private static final int HOST_EVENTS = 1;
  private static final int FIRST_GUESS_BYTES = 4096;
  private static final int MAX_GUESS_BYTES = 4 << 20;
  private static final int ERROR_LOG_ENTRY_BYTES = 64;

  private final NvmeController controller;
  private final LogPages pages;

  /** The log pages that the controller says it has. */
  public ControllerLogs(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** The log pages of a controller. */
  public ControllerLogs(CommandSupport support) {
    this.controller = support.controller();
    this.pages = new LogPages(support);
  }

  /** The Supported Log Pages log page. */
  public SupportedLogPages supportedLogPages() throws IOException {
    return fixed(LogPageIdentifier.SUPPORTED_LOG_PAGES, 1024, SupportedLogPages::new);
  }

  /**
   * The newest entries of the Error Information log page.
   *
   * @param entries how many, at least 1, as far as the controller keeps them
   */
  public ErrorLog errors(int entries) throws IOException {
    long available = Math.min(entries, controller.identity().elpeZeroBased() + 1L);
    return fixed(
        LogPageIdentifier.ERROR_INFORMATION, available * ERROR_LOG_ENTRY_BYTES, ErrorLog::new);
  }

  /**
   * The SMART / Health Information log page.
   *
   * @param nsid a namespace, or {@link AdminCommand#NSID_ALL} for the controller
   */
  public SmartLog smart(int nsid) throws IOException {
    pages
        .support()
        .require(
            nsid == AdminCommand.NSID_ALL
                || nsid == AdminCommand.NSID_NONE
                || hasSmartOfNamespace(),
            "a SMART / Health Information log page of a namespace",
            "LPA bit 0 is 0 in Identify Controller");
    return read(
        LogPageRequest.of(LogPageIdentifier.SMART_HEALTH_INFORMATION).withNsid(nsid),
        512,
        SmartLog::new);
  }

  /** The Firmware Slot Information log page. */
  public FirmwareSlotLog firmwareSlots() throws IOException {
    return fixed(LogPageIdentifier.FIRMWARE_SLOT_INFORMATION, 512, FirmwareSlotLog::new);
  }

  /** The Changed Namespace List log page, which reading empties. */
  public NamespaceIdList changedNamespaces() throws IOException {
    return fixed(LogPageIdentifier.CHANGED_NAMESPACE_LIST, 4096, NamespaceIdList::new);
  }

  /** The Commands Supported and Effects log page of a command set. */
  public CommandsSupportedAndEffectsLog commandEffects(Csi csi) throws IOException {
    return checked(
        LogPageIdentifier.COMMANDS_SUPPORTED_AND_EFFECTS,
        request -> request.withCsi(csi.code()),
        4096,
        page -> new CommandsSupportedAndEffectsLog(page, csi));
  }

  /**
   * The Device Self-test log page.
   *
   * @param results how many of the newest results, 0 to 20
   */
  public DeviceSelfTestLog selfTests(int results) throws IOException {
    long most = Math.min(results, DeviceSelfTestLog.MAX_RESULTS);
    return fixed(
        LogPageIdentifier.DEVICE_SELF_TEST,
        DeviceSelfTestLog.HEADER_BYTES + most * DeviceSelfTestLog.RESULT_BYTES,
        DeviceSelfTestLog::new);
  }

  /** The Endurance Group Information log page of a group. */
  public EnduranceGroupLog enduranceGroup(int endgid) throws IOException {
    return checked(
        LogPageIdentifier.ENDURANCE_GROUP_INFORMATION,
        request -> request.withLsi(endgid),
        512,
        EnduranceGroupLog::new);
  }

  /** The Predictable Latency Per NVM Set log page of a set. */
  public PredictableLatencyLog predictableLatency(int nvmsetid) throws IOException {
    return checked(
        LogPageIdentifier.PREDICTABLE_LATENCY_PER_NVM_SET,
        request -> request.withLsi(nvmsetid),
        512,
        page -> new PredictableLatencyLog(page, nvmsetid));
  }

  /**
   * The Predictable Latency Event Aggregate log page.
   *
   * @param entries how many NVM Sets at the most
   * @param retainEvent whether the event that reported it stays
   */
  public EventAggregateLog predictableLatencyEvents(int entries, boolean retainEvent)
      throws IOException {
    return aggregate(LogPageIdentifier.PREDICTABLE_LATENCY_EVENT_AGGREGATE, entries, retainEvent);
  }

  /**
   * The Endurance Group Event Aggregate log page.
   *
   * @param entries how many Endurance Groups at the most
   * @param retainEvent whether the event that reported it stays
   */
  public EventAggregateLog enduranceGroupEvents(int entries, boolean retainEvent)
      throws IOException {
    return aggregate(LogPageIdentifier.ENDURANCE_GROUP_EVENT_AGGREGATE, entries, retainEvent);
  }

  /**
   * The Asymmetric Namespace Access log page.
   *
   * @param groupsOnly whether to leave the groups' namespaces out
   */
  public AnaLog ana(boolean groupsOnly) throws IOException {
    IdentifyController identity = controller.identity();
    long namespaces = groupsOnly ? 0 : identity.mnan() == 0 ? identity.nn() : identity.mnan();
    return checked(
        LogPageIdentifier.ASYMMETRIC_NAMESPACE_ACCESS,
        request -> request.withLsp(groupsOnly ? GROUPS_ONLY : 0),
        AnaLog.HEADER_BYTES
            + identity.nanagrpid() * AnaLog.GROUP_BYTES
            + namespaces * Integer.BYTES,
        AnaLog::new);
  }

  /**
   * The LBA Status Information log page.
   *
   * @param retainEvent whether the event that reported it stays
   */
  public LbaStatusLog lbaStatus(boolean retainEvent) throws IOException {
    LogPageRequest request = supported(LogPageIdentifier.LBA_STATUS_INFORMATION);
    long lengthBytes =
        read(request.retainingEvent(true), LbaStatusLog.HEADER_BYTES, LbaStatusLog::lengthBytes);
    return read(request.retainingEvent(retainEvent), lengthBytes, LbaStatusLog::new);
  }

  /** The Media Unit Status log page of a domain, 0 for the one that the controller is in. */
  public MediaUnitStatusLog mediaUnits(int domain) throws IOException {
    return growing(LogPageIdentifier.MEDIA_UNIT_STATUS, domain, MediaUnitStatusLog::new);
  }

  /**
   * The Supported Capacity Configuration List log page of a domain, 0 for the one that the
   * controller is in.
   */
  public SupportedCapacityConfigurationList capacityConfigurations(int domain) throws IOException {
    return growing(
        LogPageIdentifier.SUPPORTED_CAPACITY_CONFIGURATION_LIST,
        domain,
        SupportedCapacityConfigurationList::new);
  }

  /** The Feature Identifiers Supported and Effects log page. */
  public FeatureEffectsLog featureEffects() throws IOException {
    return fixed(
        LogPageIdentifier.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS, 1024, FeatureEffectsLog::new);
  }

  /** The NVMe-MI Commands Supported and Effects log page. */
  public MiCommandEffectsLog miCommandEffects() throws IOException {
    return fixed(
        LogPageIdentifier.NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS, 4096, MiCommandEffectsLog::new);
  }

  /**
   * The Command and Feature Lockdown log page.
   *
   * @param scope of what: 0 admin opcodes, 2 Feature Identifiers, 3 and 4 the Management
   *     Interface's
   */
  public LockdownLog lockdown(int scope, LockdownLog.Contents contents) throws IOException {
    return checked(
        LogPageIdentifier.COMMAND_AND_FEATURE_LOCKDOWN,
        request -> request.withLsp(contents.logSpecificField(scope)),
        512,
        LockdownLog::new);
  }

  /** The Rotational Media Information log page of an Endurance Group. */
  public RotationalMediaLog rotationalMedia(int endgid) throws IOException {
    return checked(
        LogPageIdentifier.ROTATIONAL_MEDIA_INFORMATION,
        request -> request.withLsi(endgid),
        512,
        RotationalMediaLog::new);
  }

  /** The FDP Configurations log page of an Endurance Group. */
  public FdpConfigurationsLog fdpConfigurations(int endgid) throws IOException {
    LogPageRequest request = supported(LogPageIdentifier.FDP_CONFIGURATIONS).withLsi(endgid);
    long lengthBytes =
        read(request, FdpConfigurationsLog.HEADER_BYTES, FdpConfigurationsLog::lengthBytes);
    return read(request, lengthBytes, FdpConfigurationsLog::new);
  }

  /** The Reclaim Unit Handle Usage log page of an Endurance Group. */
  public ReclaimUnitHandleUsageLog reclaimUnitHandleUsage(int endgid) throws IOException {
    LogPageRequest request = supported(LogPageIdentifier.RECLAIM_UNIT_HANDLE_USAGE).withLsi(endgid);
    long lengthBytes =
        read(
            request,
            ReclaimUnitHandleUsageLog.HEADER_BYTES,
            ReclaimUnitHandleUsageLog::lengthBytes);
    return read(request, lengthBytes, ReclaimUnitHandleUsageLog::new);
  }

  /** The FDP Statistics log page of an Endurance Group. */
  public FdpStatisticsLog fdpStatistics(int endgid) throws IOException {
    return checked(
        LogPageIdentifier.FDP_STATISTICS,
        request -> request.withLsi(endgid),
        64,
        FdpStatisticsLog::new);
  }

  /**
   * The FDP Events log page of an Endurance Group.
   *
   * @param hostEvents whether to read the host's events rather than the controller's
   */
  public FdpEventsLog fdpEvents(int endgid, boolean hostEvents) throws IOException {
    return checked(
        LogPageIdentifier.FDP_EVENTS,
        request -> request.withLsi(endgid).withLsp(hostEvents ? HOST_EVENTS : 0),
        4096,
        FdpEventsLog::new);
  }

  /** The oldest Reservation Notification log page, which reading removes. */
  public ReservationNotificationLog reservationNotification() throws IOException {
    return fixed(LogPageIdentifier.RESERVATION_NOTIFICATION, 64, ReservationNotificationLog::new);
  }

  /**
   * The Sanitize Status log page.
   *
   * @param retainEvent whether the event that reported it stays
   */
  public SanitizeStatusLog sanitizeStatus(boolean retainEvent) throws IOException {
    return checked(
        LogPageIdentifier.SANITIZE_STATUS,
        request -> request.retainingEvent(retainEvent),
        512,
        SanitizeStatusLog::new);
  }

  /**
   * The Changed Zone List log page of a namespace.
   *
   * @param retainEvent whether the event that reported it, and so the list, stays
   */
  public ChangedZoneList changedZones(int nsid, boolean retainEvent) throws IOException {
    return checked(
        LogPageIdentifier.CHANGED_ZONE_LIST,
        request -> request.withNsid(nsid).retainingEvent(retainEvent),
        4096,
        ChangedZoneList::new);
  }

  private EventAggregateLog aggregate(LogPageIdentifier log, int entries, boolean retainEvent)
      throws IOException {
    LogPageRequest request = supported(log);
    EventAggregateLog header =
        read(request.retainingEvent(true), EventAggregateLog.HEADER_BYTES, EventAggregateLog::new);
    long wanted = Math.min(entries, header.available());
    return read(
        request.retainingEvent(retainEvent),
        EventAggregateLog.HEADER_BYTES + wanted * EventAggregateLog.ENTRY_BYTES,
        EventAggregateLog::new);
  }

  /** Reads a page that does not say how long it is: more and more, until its counts fit. */
  private <T> T growing(LogPageIdentifier log, int lsi, Function<MemorySegment, T> structure)
      throws IOException {
    LogPageRequest request = supported(log).withLsi(lsi);
    for (int lengthBytes = FIRST_GUESS_BYTES; ; lengthBytes *= 4) {
      MemorySegment page = pages.read(request, 0, lengthBytes);
      if (lengthBytes >= MAX_GUESS_BYTES) {
        return PageParser.parse(controller, page, structure);
      }
      try {
        return structure.apply(page);
      } catch (MalformedStructureException _) {
        // It may go on.
      }
    }
  }

  private <T> T fixed(LogPageIdentifier log, long lengthBytes, Function<MemorySegment, T> structure)
      throws IOException {
    return checked(log, request -> request, lengthBytes, structure);
  }

  private <T> T checked(
      LogPageIdentifier log,
      Function<LogPageRequest, LogPageRequest> details,
      long lengthBytes,
      Function<MemorySegment, T> structure)
      throws IOException {
    return read(details.apply(supported(log)), lengthBytes, structure);
  }

  private LogPageRequest supported(LogPageIdentifier log) throws UnsupportedCommandException {
    pages.support().require(log);
    return LogPageRequest.of(log);
  }

  private <T> T read(LogPageRequest request, long lengthBytes, Function<MemorySegment, T> structure)
      throws IOException {
    return PageParser.parse(controller, pages.read(request, 0, lengthBytes), structure);
  }

  private boolean hasSmartOfNamespace() {
    return (controller.identity().lpa() & IdentifyController.LPA_SMART_OF_NAMESPACE) != 0;
  }
}
