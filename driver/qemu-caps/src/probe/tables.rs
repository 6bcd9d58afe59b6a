//! Which answer of an emulator stands for which flag.
//!
//! Facts only: names of QEMU's commands, types, properties, options and schema paths.

use crate::flag::Flag;

/// A name that QEMU knows, and the flag that is set when it does.
pub(super) type Pairs = &'static [(&'static str, Flag)];

/// The properties of one type that stand for flags.
pub(super) struct Typed {
    /// The type.
    pub(super) name: &'static str,
    /// The flag without which it is not asked for.
    pub(super) only_with: Option<Flag>,
    /// Property and flag.
    pub(super) props: Pairs,
}

/// Makes a table of names and flags; several to a line keep it on a page.
macro_rules! pairs {
    ($($name:literal $flag:ident;)*) => { &[$(($name, Flag::$flag),)*] };
}

/// Makes a table of types: `"type" if Flag: "property" Flag, …;`.
macro_rules! typed {
    ($($name:literal $(if $only:ident)?: $($prop:literal $flag:ident),*;)*) => {
        &[$(Typed {
            name: $name,
            only_with: typed!(@only $($only)?),
            props: &[$(($prop, Flag::$flag),)*],
        },)*]
    };
    (@only) => { None };
    (@only $only:ident) => { Some(Flag::$only) };
}

/// A command that exists.
///
/// A command that is listed may still refuse to work on this host; those that matter are asked
/// for real later.
pub(super) const COMMANDS: Pairs = pairs! {
    "query-vnc" Vnc; "rtc-reset-reinjection" RtcResetReinjection;
    "query-cpu-model-expansion" QueryCpuModelExpansion;
    "query-cpu-definitions" QueryCpuDefinitions; "query-cpu-model-baseline" QueryCpuModelBaseline;
    "query-cpu-model-comparison" QueryCpuModelComparison; "set-action" SetAction;
    "query-dirty-rate" QueryDirtyRate; "sev-inject-launch-secret" SevInjectLaunchSecret;
    "calc-dirty-rate" CalcDirtyRate; "query-stats" QueryStats;
    "query-stats-schemas" QueryStatsSchemas; "display-reload" DisplayReload;
    "blockdev-set-active" BlockdevSetActive;
};

/// A capability of migration.
pub(super) const MIGRATION: Pairs = pairs! {
    "rdma-pin-all" MigrateRdma;
};

/// A type of objects that exists.
///
/// Several types may stand for one flag: a device has a type for each bus it can sit on, and the
/// flag only says that there is one at all. `esp` is not here: every emulator lists it, because
/// other controllers contain it, but only the machines that have one built in can use it.
pub(super) const OBJECT_TYPES: Pairs = pairs! {
    "hda-duplex" HdaDuplex; "hda-micro" HdaMicro;
    "ccid-card-emulated" CcidEmulated; "ccid-card-passthru" CcidPassthru;
    "piix3-usb-uhci" Piix3UsbUhci; "piix4-usb-uhci" Piix4UsbUhci; "usb-ehci" UsbEhci;
    "ich9-usb-ehci1" Ich9UsbEhci1; "vt82c686b-usb-uhci" Vt82c686bUsbUhci; "pci-ohci" PciOhci;
    "nec-usb-xhci" NecUsbXhci; "usb-redir" UsbRedir; "usb-hub" UsbHub; "ich9-ahci" Ich9Ahci;
    "virtio-blk-ccw" VirtioCcw; "sclpconsole" DeviceSclpconsole; "lsi53c895a" ScsiLsi;
    "virtio-scsi-pci" VirtioScsi; "virtio-scsi-ccw" VirtioScsi; "virtio-scsi-device" VirtioScsi;
    "megasas" ScsiMegasas; "qxl" DeviceQxl; "scsi-block" ScsiBlock; "VGA" DeviceVga;
    "cirrus-vga" DeviceCirrusVga; "vmware-svga" DeviceVmwareSvga; "usb-serial" DeviceUsbSerial;
    "virtio-rng-pci" DeviceVirtioRng; "virtio-rng-ccw" DeviceVirtioRng;
    "virtio-rng-device" DeviceVirtioRng; "rng-random" ObjectRngRandom; "rng-egd" ObjectRngEgd;
    "spapr-nvram" DeviceNvram; "pci-bridge" DevicePciBridge; "vfio-pci" DeviceVfioPci;
    "i82801b11-bridge" DeviceDmiToPciBridge; "usb-storage" DeviceUsbStorage;
    "virtio-mmio" DeviceVirtioMmio; "ich9-intel-hda" DeviceIch9IntelHda; "pvpanic" DevicePanic;
    "usb-kbd" DeviceUsbKbd; "usb-audio" ObjectUsbAudio; "pc-dimm" DevicePcDimm;
    "pci-serial" DevicePciSerial; "ioh3420" DeviceIoh3420; "x3130-upstream" DeviceX3130Upstream;
    "xio3130-downstream" DeviceXio3130Downstream; "rtl8139" DeviceRtl8139; "e1000" DeviceE1000;
    "virtio-net-pci" DeviceVirtioNet; "virtio-net-ccw" DeviceVirtioNet;
    "virtio-net-device" DeviceVirtioNet; "virtio-gpu-pci" DeviceVirtioGpu;
    "virtio-gpu-device" DeviceVirtioGpu; "virtio-vga" DeviceVirtioVga;
    "virtio-keyboard-device" VirtioKeyboard; "virtio-keyboard-pci" VirtioKeyboard;
    "virtio-mouse-device" VirtioMouse; "virtio-mouse-pci" VirtioMouse;
    "virtio-tablet-device" VirtioTablet; "virtio-tablet-pci" VirtioTablet;
    "virtio-input-host-device" VirtioInputHost; "virtio-input-host-pci" VirtioInputHost;
    "mptsas1068" ScsiMptsas1068; "pxb" DevicePxb; "pxb-pcie" DevicePxbPcie;
    "intel-iommu" DeviceIntelIommu; "ivshmem-plain" DeviceIvshmemPlain;
    "ivshmem-doorbell" DeviceIvshmemDoorbell; "vhost-scsi" DeviceVhostScsi; "nvdimm" DeviceNvdimm;
    "pcie-root-port" DevicePcieRootPort; "qemu-xhci" DeviceQemuXhci;
    "spapr-pci-host-bridge" DeviceSpaprPciHostBridge; "vmcoreinfo" DeviceVmcoreinfo;
    "spapr-vty" DeviceSpaprVty; "sclplmconsole" DeviceSclplmconsole; "isa-serial" DeviceIsaSerial;
    "pl011" DevicePl011; "virtio-gpu-ccw" DeviceVirtioGpuCcw;
    "virtio-keyboard-ccw" DeviceVirtioKeyboardCcw; "virtio-mouse-ccw" DeviceVirtioMouseCcw;
    "virtio-tablet-ccw" DeviceVirtioTabletCcw; "pcie-pci-bridge" DevicePciePciBridge;
    "pr-manager-helper" PrManagerHelper; "vfio-ccw" DeviceVfioCcw; "hda-output" HdaOutput;
    "vmgenid" DeviceVmgenid; "vhost-vsock-device" DeviceVhostVsock; "mch" DeviceMch;
    "sev-guest" SevGuest; "vfio-ap" DeviceVfioAp; "zpci" DeviceZpci;
    "memory-backend-memfd" ObjectMemoryMemfd; "virtio-blk-pci-transitional" VirtioPciTransitional;
    "virtio-blk-pci-non-transitional" VirtioPciTransitional;
    "virtio-net-pci-transitional" VirtioPciTransitional;
    "virtio-net-pci-non-transitional" VirtioPciTransitional;
    "vhost-scsi-pci-transitional" VirtioPciTransitional;
    "vhost-scsi-pci-non-transitional" VirtioPciTransitional;
    "virtio-rng-pci-transitional" VirtioPciTransitional;
    "virtio-rng-pci-non-transitional" VirtioPciTransitional;
    "virtio-9p-pci-transitional" VirtioPciTransitional;
    "virtio-9p-pci-non-transitional" VirtioPciTransitional;
    "virtio-balloon-pci-transitional" VirtioPciTransitional;
    "virtio-balloon-pci-non-transitional" VirtioPciTransitional;
    "vhost-vsock-pci-transitional" VirtioPciTransitional;
    "vhost-vsock-pci-non-transitional" VirtioPciTransitional;
    "virtio-scsi-pci-transitional" VirtioPciTransitional;
    "virtio-scsi-pci-non-transitional" VirtioPciTransitional;
    "virtio-serial-pci-transitional" VirtioPciTransitional;
    "virtio-serial-pci-non-transitional" VirtioPciTransitional; "max-x86_64-cpu" X86MaxCpu;
    "bochs-display" DeviceBochsDisplay; "dbus-vmstate" DbusVmstate;
    "vhost-user-gpu" DeviceVhostUserGpu; "vhost-user-vga" DeviceVhostUserVga; "ramfb" DeviceRamfb;
    "max-arm-cpu" ArmMaxCpu; "i8042" DeviceI8042; "rng-builtin" ObjectRngBuiltin;
    "tpm-spapr" DeviceTpmSpapr; "vhost-user-fs-device" DeviceVhostUserFs; "tcg-accel" Tcg;
    "pvscsi" ScsiPvscsi; "spapr-tpm-proxy" DeviceSpaprTpmProxy; "vmport" MachineVmportOpt;
    "dc390" ScsiDc390; "am53c974" ScsiAm53c974; "virtio-pmem-pci" DeviceVirtioPmemPci;
    "vhost-user-blk" DeviceVhostUserBlk; "input-linux" InputLinux;
    "virtio-gpu-gl-pci" VirtioGpuGlPci; "virtio-vga-gl" VirtioVgaGl; "s390-pv-guest" S390PvGuest;
    "virtio-mem-pci" DeviceVirtioMemPci; "virtio-iommu-pci" DeviceVirtioIommuPci; "sgx-epc" SgxEpc;
    "thread-context" ThreadContext; "virtio-crypto-pci" DeviceVirtioCrypto;
    "virtio-crypto-device" DeviceVirtioCrypto; "cryptodev-backend-lkcf" ObjectCryptoLkcf;
    "pvpanic-pci" DevicePanicPci; "usb-mtp" DeviceUsbMtp; "virtio-sound-pci" DeviceVirtioSound;
    "virtio-sound-device" DeviceVirtioSound; "sev-snp-guest" SevSnpGuest;
    "acpi-erst" DeviceAcpiErst; "virtio-mem-ccw" DeviceVirtioMemCcw;
};

/// A path in the schema of the protocol; see [`fv_driver_qemu_monitor::schema`] for the marks.
///
/// This is the best source there is: what the schema says is what QEMU accepts.
pub(super) const SCHEMA: Pairs = pairs! {
    "blockdev-add/arg-type/+file/drop-cache" MigrationFileDropCache;
    "blockdev-add/arg-type/+nvme" DriveNvme;
    "blockdev-add/arg-type/+file/aio/^io_uring" AioIoUring;
    "blockdev-add/arg-type/+rbd/encrypt" RbdEncryption;
    "blockdev-add/arg-type/+rbd/encrypt/parent" RbdEncryptionLayering;
    "blockdev-add/arg-type/+rbd/encrypt/format/^luks-any" RbdEncryptionLuksAny;
    "blockdev-add/arg-type/+nbd/tls-hostname" BlockdevNbdTlsHostname;
    "blockdev-add/arg-type/+qcow2/discard-no-unref" Qcow2DiscardNoUnref;
    "blockdev-add/arg-type/+virtio-blk-vhost-vdpa/$fdset" DeviceVirtioBlkVhostVdpa;
    "calc-dirty-rate/arg-type/mode" DirtyrateMode;
    "chardev-add/arg-type/backend/+socket/data/reconnect" ChardevReconnect;
    "chardev-add/arg-type/backend/+socket/data/reconnect-ms" ChardevReconnectMiliseconds;
    "chardev-add/arg-type/backend/+qemu-vdagent" ChardevQemuVdagent;
    "device_add/$json-cli-hotplug" DeviceJson; "nbd-server-start/arg-type/tls-creds" NbdTls;
    "netdev_add/arg-type/+stream" NetdevStream;
    "netdev_add/arg-type/+stream/reconnect" NetdevStreamReconnect;
    "netdev_add/arg-type/+vhost-vdpa" NetdevVhostVdpa;
    "netdev_add/arg-type/type/^dgram" NetdevJson; "netdev_add/arg-type/+user" NetdevUser;
    "netdev_add/arg-type/+stream/reconnect-ms" NetdevStreamReconnectMiliseconds;
    "object-add/arg-type/+sev-guest/kernel-hashes" SevGuestKernelHashes;
    "object-add/arg-type/+iothread/thread-pool-max" IothreadThreadPoolMax;
    "query-display-options/ret-type/+egl-headless/rendernode" EglHeadlessRendernode;
    "query-display-options/ret-type/+sdl" Sdl;
    "query-display-options/ret-type/+egl-headless" EglHeadless;
    "query-display-options/ret-type/+dbus" DisplayDbus;
    "query-hotpluggable-cpus/ret-type/props/die-id" SmpDies;
    "query-hotpluggable-cpus/ret-type/props/cluster-id" SmpClusters;
    "query-migrate/ret-type/blocked-reasons" MigrationBlockedReasons;
    "screendump/arg-type/device" ScreendumpDevice;
    "screendump/arg-type/format/^png" ScreenshotFormatPng;
    "set-numa-node/arg-type/+hmat-lb" NumaHmat;
    "query-cpu-model-expansion/ret-type/deprecated-props" QueryCpuModelExpansionDeprecatedProps;
    "migrate-incoming/arg-type/exit-on-error" MigrateIncomingExitOnError;
};

/// Properties of types of devices, in the order in which they are asked for.
///
/// Types without a property of interest are asked for nevertheless: recorded conversations have
/// the question, and a property may come back.
pub(super) const DEVICE_PROPS: &[Typed] = typed! {
    "virtio-blk-pci": "scsi" VirtioBlkScsi, "queue-size" VirtioBlkQueueSize,
        "acpi-index" AcpiIndex, "iothread-vq-mapping" VirtioBlkIothreadMapping;
    "virtio-net-pci" if DeviceVirtioNet: "acpi-index" AcpiIndex, "rss" VirtioNetRss;
    "virtio-scsi-pci" if VirtioScsi: "acpi-index" AcpiIndex,
        "iothread-vq-mapping" VirtioScsiIothreadMapping;
    "virtio-blk-ccw" if VirtioCcw: "scsi" VirtioBlkScsi, "queue-size" VirtioBlkQueueSize,
        "acpi-index" AcpiIndex, "iothread-vq-mapping" VirtioBlkIothreadMapping;
    "virtio-net-ccw" if DeviceVirtioNet: "acpi-index" AcpiIndex, "rss" VirtioNetRss;
    "virtio-scsi-ccw" if VirtioScsi: "acpi-index" AcpiIndex,
        "iothread-vq-mapping" VirtioScsiIothreadMapping;
    "vfio-pci" if DeviceVfioPci:;
    "scsi-hd": "channel" ScsiDiskChannel, "rotation_rate" RotationRate;
    "ide-hd":;
    "PIIX4_PM": "acpi-root-pci-hotplug" Piix4AcpiRootPciHotplug;
    "usb-redir" if UsbRedir: "filter" UsbRedirFilter;
    "usb-storage" if DeviceUsbStorage:;
    "kvm-pit": "lost_tick_policy" KvmPitTickPolicy;
    "VGA" if DeviceVga: "vgamem_mb" VgaVgamem;
    "vmware-svga" if DeviceVmwareSvga: "vgamem_mb" VmwareSvgaVgamem;
    "qxl" if DeviceQxl: "vgamem_mb" QxlVgamem, "vram64_size_mb" QxlVram64;
    "virtio-gpu-pci" if DeviceVirtioGpu: "virgl" VirtioGpuVirgl, "acpi-index" AcpiIndex,
        "blob" VirtioGpuBlob;
    "virtio-gpu-device" if DeviceVirtioGpu: "virgl" VirtioGpuVirgl, "acpi-index" AcpiIndex,
        "blob" VirtioGpuBlob;
    "ICH9-LPC":;
    "virtio-balloon-pci": "deflate-on-oom" VirtioBalloonAutodeflate,
        "free-page-reporting" VirtioBalloonFreePageReporting, "acpi-index" AcpiIndex;
    "virtio-balloon-ccw": "deflate-on-oom" VirtioBalloonAutodeflate,
        "free-page-reporting" VirtioBalloonFreePageReporting, "acpi-index" AcpiIndex;
    "virtio-balloon-device": "deflate-on-oom" VirtioBalloonAutodeflate,
        "free-page-reporting" VirtioBalloonFreePageReporting, "acpi-index" AcpiIndex;
    "intel-iommu" if DeviceIntelIommu: "intremap" IntelIommuIntremap,
        "caching-mode" IntelIommuCachingMode, "eim" IntelIommuEim,
        "device-iotlb" IntelIommuDeviceIotlb, "aw-bits" IntelIommuAwBits,
        "dma-translation" IntelIommuDmaTranslation;
    "spapr-pci-host-bridge" if DeviceSpaprPciHostBridge: "numa_node" SpaprPciHostBridgeNumaNode;
    "virtio-gpu-ccw" if DeviceVirtioGpuCcw: "virgl" VirtioGpuVirgl, "acpi-index" AcpiIndex,
        "blob" VirtioGpuBlob;
    "mch" if DeviceMch: "extended-tseg-mbytes" MchExtendedTsegMbytes;
    "nvdimm" if DeviceNvdimm: "unarmed" DeviceNvdimmUnarmed;
    "pcie-root-port" if DevicePcieRootPort: "hotplug" PcieRootPortHotplug;
    "usb-host": "hostdevice" UsbHostHostdevice, "guest-resets-all" UsbHostGuestsResetsAll;
    "vhost-user-fs-device" if DeviceVhostUserFs: "bootindex" VhostUserFsBootindex;
    "virtio-mem-pci" if DeviceVirtioMemPci: "prealloc" DeviceVirtioMemPciPrealloc,
        "dynamic-memslots" DeviceVirtioMemPciDynamicMemslots;
    "virtio-iommu-pci" if DeviceVirtioIommuPci: "boot-bypass" VirtioIommuBootBypass;
    "virtio-blk-ccw" if VirtioCcw: "loadparm" VirtioCcwDeviceLoadparm;
};

/// Properties of types of objects.
pub(super) const OBJECT_PROPS: &[Typed] = typed! {
    "memory-backend-file": "pmem" ObjectMemoryFilePmem,
        "x-use-canonical-path-for-ramblock-id" XUseCanonicalPathForRamblockId,
        "reserve" MemoryBackendReserve, "prealloc-threads" MemoryBackendPreallocThreads;
    "memory-backend-memfd" if ObjectMemoryMemfd: "hugetlb" ObjectMemoryMemfdHugetlb;
    "max-x86_64-cpu" if X86MaxCpu: "unavailable-features" CpuUnavailableFeatures,
        "kvm-no-adjvtime" CpuKvmNoAdjvtime, "migratable" CpuMigratable;
    "max-arm-cpu" if ArmMaxCpu: "unavailable-features" CpuUnavailableFeatures,
        "kvm-no-adjvtime" CpuKvmNoAdjvtime, "migratable" CpuMigratable;
};

/// Properties of machines, by name or alias.
///
/// `none` and `generic-pc` are the types below all machines and below all PCs.
pub(super) const MACHINE_PROPS: &[Typed] = typed! {
    "pseries":;
    "virt": "iommu" MachineVirtIommu, "ras" MachineVirtRas, "aia" MachineVirtAia;
    "none": "confidential-guest-support" MachineConfidentalGuestSupport, "shim" MachineShim;
    "generic-pc": "i8042" MachineI8042Opt;
};

/// Option of the command line, its parameter if one matters, and the flag.
///
/// QEMU does not keep this list complete any more, so nothing new should be learnt from it.
pub(super) const COMMAND_LINE: &[(&str, Option<&str>, Flag)] = &[
    ("fsdev", Some("multidevs"), Flag::FsdevMultidevs),
    ("machine", Some("hpet"), Flag::MachineHpet),
    ("sandbox", None, Flag::SeccompSandbox),
    ("spice", None, Flag::Spice),
    ("spice", Some("gl"), Flag::SpiceGl),
    ("spice", Some("rendernode"), Flag::SpiceRendernode),
    ("vnc", Some("power-control"), Flag::VncPowerControl),
    (
        "run-with",
        Some("async-teardown"),
        Flag::RunWithAsyncTeardown,
    ),
];

/// Models of TPM devices.
pub(super) const TPM_MODELS: Pairs = pairs! {
    "tpm-tis" DeviceTpmTis; "tpm-crb" DeviceTpmCrb; "tpm-spapr" DeviceTpmSpapr;
};

/// Kinds of TPM back ends.
pub(super) const TPM_TYPES: Pairs = pairs! {
    "passthrough" DeviceTpmPassthrough; "emulator" DeviceTpmEmulator;
};
