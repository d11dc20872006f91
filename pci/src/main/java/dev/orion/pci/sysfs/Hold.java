package dev.orion.pci.sysfs;

/**
 * One reason not to take a device from its driver: somebody is using it.
 *
 * @param what what is on the device: {@code /home (ext4 on nvme0n1p2)}
 * @param release what to do so that it is no longer: {@code umount /home}
 */
public record Hold(String what, String release) {}
