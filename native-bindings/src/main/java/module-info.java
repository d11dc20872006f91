/**
 * Bindings of the C library and of the kernel's user API, and the thin layer that turns errno into
 * exceptions.
 *
 * <p>The only module that makes restricted {@code java.lang.foreign} calls: run with {@code
 * --enable-native-access=dev.orion.nativebindings}.
 */
@SuppressWarnings("module") // dev.orion.pci is built after this module
module dev.orion.nativebindings {
  requires static org.jspecify;

  exports dev.orion.nativebindings;
  exports dev.orion.nativebindings.generated.iommufd to
      dev.orion.pci;
  exports dev.orion.nativebindings.generated.vfio to
      dev.orion.pci;
}
