package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.ControllerList;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.DomainList;
import dev.orion.nvme.spec.EnduranceGroupList;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.IdentifyControllerNvm;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.IdentifyNamespaceIndependent;
import dev.orion.nvme.spec.IdentifyNamespaceNvm;
import dev.orion.nvme.spec.IoCommandSets;
import dev.orion.nvme.spec.NamespaceGranularityList;
import dev.orion.nvme.spec.NamespaceIdList;
import dev.orion.nvme.spec.NamespaceIdentificationDescriptors;
import dev.orion.nvme.spec.NvmSetList;
import dev.orion.nvme.spec.PrimaryControllerCapabilities;
import dev.orion.nvme.spec.SecondaryControllerList;
import dev.orion.nvme.spec.UuidList;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * The data structures that Identify returns, by type (Base 5.17). Each method throws {@link
 * UnsupportedCommandException} if the controller says that it has no such structure, and {@link
 * NvmeException} if it refuses, or returns one that makes no sense.
 */
public final class Identification {

  private final NvmeController controller;
  private final CommandSupport support;

  /** What a controller says of itself, as far as it says that it does. */
  public Identification(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** What a controller says of itself. */
  public Identification(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /**
   * What Identify takes, for {@link #read(Request)}.
   *
   * @param cns Controller or Namespace Structure
   * @param csi Command Set Identifier
   * @param nsid namespace, 0 for none
   * @param cntid Controller Identifier, 0 for none
   * @param cnssid CNS Specific Identifier, such as an Endurance Group, 0 for none
   * @param uuidIndex UUID Index, 0 for none
   */
  public record Request(Cns cns, Csi csi, int nsid, int cntid, int cnssid, int uuidIndex) {
    /** Of the whole controller or subsystem. */
    public static Request of(Cns cns) {
      return new Request(cns, Csi.NVM, 0, 0, 0, 0);
    }

    /** Of a command set. */
    public Request withCsi(Csi newCsi) {
      return new Request(cns, newCsi, nsid, cntid, cnssid, uuidIndex);
    }

    /** Of a namespace, or of those behind it. */
    public Request withNsid(int newNsid) {
      return new Request(cns, csi, newNsid, cntid, cnssid, uuidIndex);
    }

    /** Of a controller, or of those from it on. */
    public Request withCntid(int newCntid) {
      return new Request(cns, csi, nsid, newCntid, cnssid, uuidIndex);
    }

    /** With the CNS Specific Identifier. */
    public Request withCnssid(int newCnssid) {
      return new Request(cns, csi, nsid, cntid, newCnssid, uuidIndex);
    }

    /** With the UUID Index. */
    public Request withUuidIndex(int newUuidIndex) {
      return new Request(cns, csi, nsid, cntid, cnssid, newUuidIndex);
    }
  }

  /** Any data structure as it is: 4096 bytes. */
  public MemorySegment read(Request request) throws NvmeException {
    try (DmaBuffer page = controller.dma().allocate(AdminCommand.IDENTIFY_DATA_BYTES)) {
      controller.admin(
          NvmeCommand.of(AdminOpcode.IDENTIFY)
              .named("Identify of the " + request.cns().specName())
              .withNsid(request.nsid())
              .withCdw10(AdminCommand.identifyCdw10(request.cns(), request.cntid()))
              .withCdw11(AdminCommand.identifyCdw11(request.csi(), request.cnssid()))
              .withCdw14(AdminCommand.identifyCdw14(request.uuidIndex()))
              .withData(page));
      return NvmeController.onHeap(page);
    }
  }

  /** An active namespace; all zeroes if it is not active. */
  public IdentifyNamespace namespace(int nsid) throws NvmeException {
    return read(Request.of(Cns.NAMESPACE).withNsid(nsid), IdentifyNamespace::new);
  }

  /** A namespace that exists, attached to this controller or not. */
  public IdentifyNamespace allocatedNamespace(int nsid)
      throws NvmeException, UnsupportedCommandException {
    requireManagement(Cns.ALLOCATED_NAMESPACE);
    return read(Request.of(Cns.ALLOCATED_NAMESPACE).withNsid(nsid), IdentifyNamespace::new);
  }

  /**
   * What a namespace would be in an LBA format.
   *
   * @param uuidIndex of the vendor specific part, 0 for none
   */
  public IdentifyNamespace namespaceInFormat(int formatIndex, int uuidIndex) throws NvmeException {
    return read(
        Request.of(Cns.NAMESPACE_BY_FORMAT).withCnssid(formatIndex).withUuidIndex(uuidIndex),
        IdentifyNamespace::new);
  }

  /** What the NVM Command Set has to say of a namespace. */
  public IdentifyNamespaceNvm nvmNamespace(int nsid, int uuidIndex)
      throws NvmeException, UnsupportedCommandException {
    IdentifyNamespace namespace = namespace(nsid);
    return read(
        Request.of(Cns.NAMESPACE_BY_CSI).withNsid(nsid).withUuidIndex(uuidIndex),
        page -> new IdentifyNamespaceNvm(page, namespace));
  }

  /** What the NVM Command Set has to say of a namespace in an LBA format. */
  public IdentifyNamespaceNvm nvmNamespaceInFormat(int formatIndex, int uuidIndex)
      throws NvmeException {
    IdentifyNamespace namespace = namespaceInFormat(formatIndex, 0);
    return read(
        Request.of(Cns.NAMESPACE_BY_CSI_AND_FORMAT)
            .withCnssid(formatIndex)
            .withUuidIndex(uuidIndex),
        page -> new IdentifyNamespaceNvm(page, namespace));
  }

  /** What is true of a namespace whatever its command set. */
  public IdentifyNamespaceIndependent independentNamespace(int nsid) throws NvmeException {
    return read(
        Request.of(Cns.NAMESPACE_INDEPENDENT).withNsid(nsid), IdentifyNamespaceIndependent::new);
  }

  /** The identifiers of an active namespace. */
  public NamespaceIdentificationDescriptors descriptors(int nsid) throws NvmeException {
    return read(
        Request.of(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTORS).withNsid(nsid),
        NamespaceIdentificationDescriptors::new);
  }

  /** The limits of the NVM Command Set. */
  public IdentifyControllerNvm nvmController() throws NvmeException {
    return read(Request.of(Cns.CONTROLLER_BY_CSI), IdentifyControllerNvm::new);
  }

  /** Active namespaces with identifiers above {@code nsid}. */
  public NamespaceIdList activeNamespaces(int nsid) throws NvmeException {
    return namespaces(Request.of(Cns.ACTIVE_NAMESPACE_ID_LIST).withNsid(nsid));
  }

  /** Active namespaces of a command set with identifiers above {@code nsid}. */
  public NamespaceIdList activeNamespaces(int nsid, Csi csi)
      throws NvmeException, UnsupportedCommandException {
    requireCommandSets(Cns.ACTIVE_NAMESPACE_ID_LIST_BY_CSI);
    return namespaces(Request.of(Cns.ACTIVE_NAMESPACE_ID_LIST_BY_CSI).withNsid(nsid).withCsi(csi));
  }

  /** Namespaces that exist, attached or not, with identifiers above {@code nsid}. */
  public NamespaceIdList allocatedNamespaces(int nsid)
      throws NvmeException, UnsupportedCommandException {
    requireManagement(Cns.ALLOCATED_NAMESPACE_ID_LIST);
    return namespaces(Request.of(Cns.ALLOCATED_NAMESPACE_ID_LIST).withNsid(nsid));
  }

  /** Namespaces of a command set that exist, with identifiers above {@code nsid}. */
  public NamespaceIdList allocatedNamespaces(int nsid, Csi csi)
      throws NvmeException, UnsupportedCommandException {
    requireManagement(Cns.ALLOCATED_NAMESPACE_ID_LIST_BY_CSI);
    requireCommandSets(Cns.ALLOCATED_NAMESPACE_ID_LIST_BY_CSI);
    return namespaces(
        Request.of(Cns.ALLOCATED_NAMESPACE_ID_LIST_BY_CSI).withNsid(nsid).withCsi(csi));
  }

  /** NVM Sets from {@code nvmsetid} on. */
  public NvmSetList nvmSets(int nvmsetid) throws NvmeException, UnsupportedCommandException {
    requireAttribute(Cns.NVM_SET_LIST, IdentifyController.CTRATT_NVM_SETS);
    return read(Request.of(Cns.NVM_SET_LIST).withCnssid(nvmsetid), NvmSetList::new);
  }

  /** Controllers of the subsystem from {@code cntid} on. */
  public ControllerList controllers(int cntid) throws NvmeException, UnsupportedCommandException {
    requireManagement(Cns.CONTROLLER_LIST);
    return read(Request.of(Cns.CONTROLLER_LIST).withCntid(cntid), ControllerList::new);
  }

  /** Controllers from {@code cntid} on that a namespace is attached to. */
  public ControllerList controllersOf(int nsid, int cntid)
      throws NvmeException, UnsupportedCommandException {
    requireManagement(Cns.ATTACHED_CONTROLLER_LIST);
    return read(
        Request.of(Cns.ATTACHED_CONTROLLER_LIST).withNsid(nsid).withCntid(cntid),
        ControllerList::new);
  }

  /** What a primary controller can give to secondary ones. */
  public PrimaryControllerCapabilities primaryCapabilities(int cntid)
      throws NvmeException, UnsupportedCommandException {
    requireVirtualization(Cns.PRIMARY_CONTROLLER_CAPABILITIES);
    return read(
        Request.of(Cns.PRIMARY_CONTROLLER_CAPABILITIES).withCntid(cntid),
        PrimaryControllerCapabilities::new);
  }

  /** Secondary controllers of this primary one, from {@code cntid} on. */
  public SecondaryControllerList secondaryControllers(int cntid)
      throws NvmeException, UnsupportedCommandException {
    requireVirtualization(Cns.SECONDARY_CONTROLLER_LIST);
    return read(
        Request.of(Cns.SECONDARY_CONTROLLER_LIST).withCntid(cntid), SecondaryControllerList::new);
  }

  /** Sizes that namespaces are best made in. */
  public NamespaceGranularityList granularities()
      throws NvmeException, UnsupportedCommandException {
    requireAttribute(
        Cns.NAMESPACE_GRANULARITY_LIST, IdentifyController.CTRATT_NAMESPACE_GRANULARITY);
    return read(Request.of(Cns.NAMESPACE_GRANULARITY_LIST), NamespaceGranularityList::new);
  }

  /** The UUIDs that a UUID Index selects. */
  public UuidList uuids() throws NvmeException, UnsupportedCommandException {
    requireAttribute(Cns.UUID_LIST, IdentifyController.CTRATT_UUID_LIST);
    return read(Request.of(Cns.UUID_LIST), UuidList::new);
  }

  /** Domains from {@code domain} on. */
  public DomainList domains(int domain) throws NvmeException, UnsupportedCommandException {
    requireAttribute(Cns.DOMAIN_LIST, IdentifyController.CTRATT_MULTI_DOMAIN);
    return read(Request.of(Cns.DOMAIN_LIST).withCnssid(domain), DomainList::new);
  }

  /** Endurance Groups from {@code endgid} on. */
  public EnduranceGroupList enduranceGroups(int endgid)
      throws NvmeException, UnsupportedCommandException {
    requireAttribute(Cns.ENDURANCE_GROUP_LIST, IdentifyController.CTRATT_ENDURANCE_GROUPS);
    return read(Request.of(Cns.ENDURANCE_GROUP_LIST).withCnssid(endgid), EnduranceGroupList::new);
  }

  /**
   * Combinations of command sets.
   *
   * @param cntid a controller, or FFFFh for this one
   */
  public IoCommandSets ioCommandSets(int cntid) throws NvmeException, UnsupportedCommandException {
    requireCommandSets(Cns.IO_COMMAND_SETS);
    return read(Request.of(Cns.IO_COMMAND_SETS).withCntid(cntid), IoCommandSets::new);
  }

  private NamespaceIdList namespaces(Request request) throws NvmeException {
    NamespaceIdList list = read(request, NamespaceIdList::new);
    long before = Integer.toUnsignedLong(request.nsid());
    for (int nsid : list.nsids()) {
      if (Integer.toUnsignedLong(nsid) <= before) {
        throw new NvmeException(
            "%s: %s is not ascending: %s follows %d"
                .formatted(
                    controller.name(),
                    request.cns().specName(),
                    Integer.toUnsignedString(nsid),
                    before));
      }
      before = Integer.toUnsignedLong(nsid);
    }
    return list;
  }

  private <T> T read(Request request, Function<MemorySegment, T> structure) throws NvmeException {
    return PageParser.parse(controller, read(request), structure);
  }

  private void requireManagement(Cns cns) throws UnsupportedCommandException {
    require(
        cns, "OACS", controller.identity().oacs(), IdentifyController.OACS_NAMESPACE_MANAGEMENT);
  }

  private void requireVirtualization(Cns cns) throws UnsupportedCommandException {
    require(
        cns,
        "OACS",
        controller.identity().oacs(),
        IdentifyController.OACS_VIRTUALIZATION_MANAGEMENT);
  }

  private void requireAttribute(Cns cns, int mask) throws UnsupportedCommandException {
    require(cns, "CTRATT", controller.identity().ctratt(), mask);
  }

  private void requireCommandSets(Cns cns) throws UnsupportedCommandException {
    support.require(
        (Cap.css(controller.cap()) & Cap.CSS_IO_COMMAND_SETS) != 0,
        "Identify of the " + cns.specName(),
        "CAP.CSS bit 6 is 0");
  }

  private void require(Cns cns, String field, long value, int mask)
      throws UnsupportedCommandException {
    String missing = LogPageSupport.missingBit(field, value, mask);
    support.require(missing == null, "Identify of the " + cns.specName(), String.valueOf(missing));
  }
}
