# The guest's PCI devices, as QEMU options. Sourced; expects $run, a folder for the disks' images, and
# $devices, a file with more options, a line each, or nothing.
#
#   00:03.0-00:12.0  the test labs' controllers, where the tests run (GuestLabs.java)
#   00:13.0-00:1a.0  root ports port0-port7, empty, for hot plug; port<n> is the guest's slot <n>
#   00:1b.0          root port with an NVMe controller "sriov" that has two virtual functions
#   00:1c.0          edu, QEMU's device for teaching drivers
#   00:1d.0          AHCI controller with a disk
#   00:1e.0, .1      two NVMe controllers, "group0" and "group1", that share an IOMMU group
#
# Images for devices plugged in later: $run/disk<n>.img as block nodes disk0-disk3.

guest_devices=()
[[ -z $devices ]] || mapfile -t guest_devices <"$devices"

add_disk() { # id size
  truncate -s "$2" "$run/$1.img"
  guest_devices+=(
    -blockdev "driver=file,node-name=$1,filename=$run/$1.img,discard=unmap,cache.direct=off"
  )
}

for slot in {0..7}; do
  guest_devices+=(
    -device "pcie-root-port,id=port$slot,bus=pcie.0,addr=$(printf %x $((slot + 0x13))),chassis=$((slot + 1)),slot=$slot"
  )
done
for disk in disk0 disk1 disk2 disk3 sriov group0 group1 ahci; do
  add_disk "$disk" 256M
done
guest_devices+=(
  -device "pcie-root-port,id=sriov-port,bus=pcie.0,addr=0x1b,chassis=10,slot=10"
  -device "nvme-subsys,id=sriov-subsystem,nqn=sriov"
  -device "nvme,id=sriov,bus=sriov-port,serial=sriov,subsys=sriov-subsystem,sriov_max_vfs=2,sriov_vq_flexible=8,sriov_vi_flexible=4,max_ioqpairs=16,msix_qsize=16"
  -device "nvme-ns,drive=sriov,bus=sriov,nsid=1,shared=on"
  -device "edu,id=edu,bus=pcie.0,addr=0x1c"
  -device "ich9-ahci,id=ahci,bus=pcie.0,addr=0x1d"
  -device "ide-hd,drive=ahci,bus=ahci.0"
  -device "nvme,id=group0,bus=pcie.0,addr=0x1e.0,multifunction=on,serial=group0,drive=group0"
  -device "nvme,id=group1,bus=pcie.0,addr=0x1e.1,serial=group1,drive=group1"
)
