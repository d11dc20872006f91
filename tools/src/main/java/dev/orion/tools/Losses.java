package dev.orion.tools;

import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Names what a command will destroy, so that its user can tell whether that is what they mean. */
final class Losses {
  private Losses() {}

  /** {@code qemu:lab/nvme0 (QEMU NVMe Ctrl, serial orion-lab-nvme0)}. */
  static String controller(OpenController open) {
    IdentifyController identity = open.controller().identity();
    return "%s (%s, serial %s)".formatted(open.controller().name(), identity.mn(), identity.sn());
  }

  /** {@code namespace 1 (1 GiB) of qemu:lab/nvme0 (…)}. */
  static String namespace(OpenController open, int nsid) throws IOException {
    return "namespace %s of %s".formatted(sized(open, nsid), controller(open));
  }

  /** Every namespace of the controller: {@code namespaces 1 (1 GiB), 2 (1 GiB) of …}. */
  static String allNamespaces(OpenController open) throws IOException {
    List<String> names = new ArrayList<>();
    for (int nsid : open.controller().namespaceIds()) {
      names.add(sized(open, nsid));
    }
    return "%s of %s"
        .formatted(
            names.isEmpty() ? "all namespaces" : "namespaces " + String.join(", ", names),
            controller(open));
  }

  /** Its number and size; the number alone of one that the controller says nothing about. */
  private static String sized(OpenController open, int nsid) throws IOException {
    NvmeController controller = open.controller();
    String number = Integer.toUnsignedString(nsid);
    boolean isActive = controller.namespaceIds().contains(nsid);
    try {
      IdentifyNamespace namespace =
          new IdentifyNamespace(
              controller.identify(
                  isActive ? Cns.NAMESPACE : Cns.ALLOCATED_NAMESPACE, Csi.NVM, nsid));
      BigInteger bytes =
          new BigInteger(Long.toUnsignedString(namespace.nsze()))
              .multiply(BigInteger.valueOf(namespace.lbaSizeBytes()));
      return "%s (%s)"
          .formatted(
              number,
              bytes.bitLength() < Long.SIZE ? Amounts.bytes(bytes.longValue()) : bytes + " B");
    } catch (NvmeException e) {
      if (e.status() == null) {
        throw e;
      }
      return number;
    }
  }
}
