//! Which answer of an emulator stands for which flag.
//!
//! Facts only: names of QEMU's commands, types, properties, options and schema paths.

use crate::flag::Flag;

/// The properties of one type that stand for flags.
pub(super) struct Typed {
    /// The type.
    pub(super) name: &'static str,
    /// The flag without which it is not asked for.
    pub(super) only_with: Option<Flag>,
    /// Property and flag.
    pub(super) props: &'static [(&'static str, Flag)],
}

/// A command that exists.
pub(super) const COMMANDS: &[(&str, Flag)] = &[
    ("query-vnc", Flag::Vnc),
    ("rtc-reset-reinjection", Flag::RtcResetReinjection),
    ("query-cpu-model-expansion", Flag::QueryCpuModelExpansion),
    ("query-cpu-definitions", Flag::QueryCpuDefinitions),
    ("query-cpu-model-baseline", Flag::QueryCpuModelBaseline),
    ("query-cpu-model-comparison", Flag::QueryCpuModelComparison),
    ("set-action", Flag::SetAction),
    ("query-dirty-rate", Flag::QueryDirtyRate),
    ("sev-inject-launch-secret", Flag::SevInjectLaunchSecret),
    ("calc-dirty-rate", Flag::CalcDirtyRate),
    ("query-stats", Flag::QueryStats),
    ("query-stats-schemas", Flag::QueryStatsSchemas),
    ("display-reload", Flag::DisplayReload),
    ("blockdev-set-active", Flag::BlockdevSetActive),
];

/// A capability of migration.
pub(super) const MIGRATION: &[(&str, Flag)] = &[("rdma-pin-all", Flag::MigrateRdma)];

/// A type of objects that exists.
pub(super) const OBJECT_TYPES: &[(&str, Flag)] = &[
    ("hda-duplex", Flag::HdaDuplex),
    ("hda-micro", Flag::HdaMicro),
    ("ccid-card-emulated", Flag::CcidEmulated),
    ("ccid-card-passthru", Flag::CcidPassthru),
    ("piix3-usb-uhci", Flag::Piix3UsbUhci),
    ("piix4-usb-uhci", Flag::Piix4UsbUhci),
    ("usb-ehci", Flag::UsbEhci),
    ("ich9-usb-ehci1", Flag::Ich9UsbEhci1),
    ("vt82c686b-usb-uhci", Flag::Vt82c686bUsbUhci),
    ("pci-ohci", Flag::PciOhci),
    ("nec-usb-xhci", Flag::NecUsbXhci),
    ("usb-redir", Flag::UsbRedir),
    ("usb-hub", Flag::UsbHub),
    ("ich9-ahci", Flag::Ich9Ahci),
    ("virtio-blk-ccw", Flag::VirtioCcw),
    ("sclpconsole", Flag::DeviceSclpconsole),
    ("lsi53c895a", Flag::ScsiLsi),
    ("virtio-scsi-pci", Flag::VirtioScsi),
    ("virtio-scsi-ccw", Flag::VirtioScsi),
    ("virtio-scsi-device", Flag::VirtioScsi),
    ("megasas", Flag::ScsiMegasas),
    ("qxl", Flag::DeviceQxl),
    ("scsi-block", Flag::ScsiBlock),
    ("VGA", Flag::DeviceVga),
    ("cirrus-vga", Flag::DeviceCirrusVga),
    ("vmware-svga", Flag::DeviceVmwareSvga),
    ("usb-serial", Flag::DeviceUsbSerial),
    ("virtio-rng-pci", Flag::DeviceVirtioRng),
    ("virtio-rng-ccw", Flag::DeviceVirtioRng),
    ("virtio-rng-device", Flag::DeviceVirtioRng),
    ("rng-random", Flag::ObjectRngRandom),
    ("rng-egd", Flag::ObjectRngEgd),
    ("spapr-nvram", Flag::DeviceNvram),
    ("pci-bridge", Flag::DevicePciBridge),
    ("vfio-pci", Flag::DeviceVfioPci),
    ("i82801b11-bridge", Flag::DeviceDmiToPciBridge),
    ("usb-storage", Flag::DeviceUsbStorage),
    ("virtio-mmio", Flag::DeviceVirtioMmio),
    ("ich9-intel-hda", Flag::DeviceIch9IntelHda),
    ("pvpanic", Flag::DevicePanic),
    ("usb-kbd", Flag::DeviceUsbKbd),
    ("usb-audio", Flag::ObjectUsbAudio),
    ("pc-dimm", Flag::DevicePcDimm),
    ("pci-serial", Flag::DevicePciSerial),
    ("ioh3420", Flag::DeviceIoh3420),
    ("x3130-upstream", Flag::DeviceX3130Upstream),
    ("xio3130-downstream", Flag::DeviceXio3130Downstream),
    ("rtl8139", Flag::DeviceRtl8139),
    ("e1000", Flag::DeviceE1000),
    ("virtio-net-pci", Flag::DeviceVirtioNet),
    ("virtio-net-ccw", Flag::DeviceVirtioNet),
    ("virtio-net-device", Flag::DeviceVirtioNet),
    ("virtio-gpu-pci", Flag::DeviceVirtioGpu),
    ("virtio-gpu-device", Flag::DeviceVirtioGpu),
    ("virtio-vga", Flag::DeviceVirtioVga),
    ("virtio-keyboard-device", Flag::VirtioKeyboard),
    ("virtio-keyboard-pci", Flag::VirtioKeyboard),
    ("virtio-mouse-device", Flag::VirtioMouse),
    ("virtio-mouse-pci", Flag::VirtioMouse),
    ("virtio-tablet-device", Flag::VirtioTablet),
    ("virtio-tablet-pci", Flag::VirtioTablet),
    ("virtio-input-host-device", Flag::VirtioInputHost),
    ("virtio-input-host-pci", Flag::VirtioInputHost),
    ("mptsas1068", Flag::ScsiMptsas1068),
    ("pxb", Flag::DevicePxb),
    ("pxb-pcie", Flag::DevicePxbPcie),
    ("intel-iommu", Flag::DeviceIntelIommu),
    ("ivshmem-plain", Flag::DeviceIvshmemPlain),
    ("ivshmem-doorbell", Flag::DeviceIvshmemDoorbell),
    ("vhost-scsi", Flag::DeviceVhostScsi),
    ("nvdimm", Flag::DeviceNvdimm),
    ("pcie-root-port", Flag::DevicePcieRootPort),
    ("qemu-xhci", Flag::DeviceQemuXhci),
    ("spapr-pci-host-bridge", Flag::DeviceSpaprPciHostBridge),
    ("vmcoreinfo", Flag::DeviceVmcoreinfo),
    ("spapr-vty", Flag::DeviceSpaprVty),
    ("sclplmconsole", Flag::DeviceSclplmconsole),
    ("isa-serial", Flag::DeviceIsaSerial),
    ("pl011", Flag::DevicePl011),
    ("virtio-gpu-ccw", Flag::DeviceVirtioGpuCcw),
    ("virtio-keyboard-ccw", Flag::DeviceVirtioKeyboardCcw),
    ("virtio-mouse-ccw", Flag::DeviceVirtioMouseCcw),
    ("virtio-tablet-ccw", Flag::DeviceVirtioTabletCcw),
    ("pcie-pci-bridge", Flag::DevicePciePciBridge),
    ("pr-manager-helper", Flag::PrManagerHelper),
    ("vfio-ccw", Flag::DeviceVfioCcw),
    ("hda-output", Flag::HdaOutput),
    ("vmgenid", Flag::DeviceVmgenid),
    ("vhost-vsock-device", Flag::DeviceVhostVsock),
    ("mch", Flag::DeviceMch),
    ("sev-guest", Flag::SevGuest),
    ("vfio-ap", Flag::DeviceVfioAp),
    ("zpci", Flag::DeviceZpci),
    ("memory-backend-memfd", Flag::ObjectMemoryMemfd),
    ("virtio-blk-pci-transitional", Flag::VirtioPciTransitional),
    (
        "virtio-blk-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("virtio-net-pci-transitional", Flag::VirtioPciTransitional),
    (
        "virtio-net-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("vhost-scsi-pci-transitional", Flag::VirtioPciTransitional),
    (
        "vhost-scsi-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("virtio-rng-pci-transitional", Flag::VirtioPciTransitional),
    (
        "virtio-rng-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("virtio-9p-pci-transitional", Flag::VirtioPciTransitional),
    (
        "virtio-9p-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    (
        "virtio-balloon-pci-transitional",
        Flag::VirtioPciTransitional,
    ),
    (
        "virtio-balloon-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("vhost-vsock-pci-transitional", Flag::VirtioPciTransitional),
    (
        "vhost-vsock-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("virtio-scsi-pci-transitional", Flag::VirtioPciTransitional),
    (
        "virtio-scsi-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    (
        "virtio-serial-pci-transitional",
        Flag::VirtioPciTransitional,
    ),
    (
        "virtio-serial-pci-non-transitional",
        Flag::VirtioPciTransitional,
    ),
    ("max-x86_64-cpu", Flag::X86MaxCpu),
    ("bochs-display", Flag::DeviceBochsDisplay),
    ("dbus-vmstate", Flag::DbusVmstate),
    ("vhost-user-gpu", Flag::DeviceVhostUserGpu),
    ("vhost-user-vga", Flag::DeviceVhostUserVga),
    ("ramfb", Flag::DeviceRamfb),
    ("max-arm-cpu", Flag::ArmMaxCpu),
    ("i8042", Flag::DeviceI8042),
    ("rng-builtin", Flag::ObjectRngBuiltin),
    ("tpm-spapr", Flag::DeviceTpmSpapr),
    ("vhost-user-fs-device", Flag::DeviceVhostUserFs),
    ("tcg-accel", Flag::Tcg),
    ("pvscsi", Flag::ScsiPvscsi),
    ("spapr-tpm-proxy", Flag::DeviceSpaprTpmProxy),
    ("vmport", Flag::MachineVmportOpt),
    ("dc390", Flag::ScsiDc390),
    ("am53c974", Flag::ScsiAm53c974),
    ("virtio-pmem-pci", Flag::DeviceVirtioPmemPci),
    ("vhost-user-blk", Flag::DeviceVhostUserBlk),
    ("input-linux", Flag::InputLinux),
    ("virtio-gpu-gl-pci", Flag::VirtioGpuGlPci),
    ("virtio-vga-gl", Flag::VirtioVgaGl),
    ("s390-pv-guest", Flag::S390PvGuest),
    ("virtio-mem-pci", Flag::DeviceVirtioMemPci),
    ("virtio-iommu-pci", Flag::DeviceVirtioIommuPci),
    ("sgx-epc", Flag::SgxEpc),
    ("thread-context", Flag::ThreadContext),
    ("virtio-crypto-pci", Flag::DeviceVirtioCrypto),
    ("virtio-crypto-device", Flag::DeviceVirtioCrypto),
    ("cryptodev-backend-lkcf", Flag::ObjectCryptoLkcf),
    ("pvpanic-pci", Flag::DevicePanicPci),
    ("usb-mtp", Flag::DeviceUsbMtp),
    ("virtio-sound-pci", Flag::DeviceVirtioSound),
    ("virtio-sound-device", Flag::DeviceVirtioSound),
    ("sev-snp-guest", Flag::SevSnpGuest),
    ("acpi-erst", Flag::DeviceAcpiErst),
    ("virtio-mem-ccw", Flag::DeviceVirtioMemCcw),
];

/// A path in the schema of the protocol.
pub(super) const SCHEMA: &[(&str, Flag)] = &[
    (
        "blockdev-add/arg-type/+file/drop-cache",
        Flag::MigrationFileDropCache,
    ),
    ("blockdev-add/arg-type/+nvme", Flag::DriveNvme),
    (
        "blockdev-add/arg-type/+file/aio/^io_uring",
        Flag::AioIoUring,
    ),
    ("blockdev-add/arg-type/+rbd/encrypt", Flag::RbdEncryption),
    (
        "blockdev-add/arg-type/+rbd/encrypt/parent",
        Flag::RbdEncryptionLayering,
    ),
    (
        "blockdev-add/arg-type/+rbd/encrypt/format/^luks-any",
        Flag::RbdEncryptionLuksAny,
    ),
    (
        "blockdev-add/arg-type/+nbd/tls-hostname",
        Flag::BlockdevNbdTlsHostname,
    ),
    (
        "blockdev-add/arg-type/+qcow2/discard-no-unref",
        Flag::Qcow2DiscardNoUnref,
    ),
    (
        "blockdev-add/arg-type/+virtio-blk-vhost-vdpa/$fdset",
        Flag::DeviceVirtioBlkVhostVdpa,
    ),
    ("calc-dirty-rate/arg-type/mode", Flag::DirtyrateMode),
    (
        "chardev-add/arg-type/backend/+socket/data/reconnect",
        Flag::ChardevReconnect,
    ),
    (
        "chardev-add/arg-type/backend/+socket/data/reconnect-ms",
        Flag::ChardevReconnectMiliseconds,
    ),
    (
        "chardev-add/arg-type/backend/+qemu-vdagent",
        Flag::ChardevQemuVdagent,
    ),
    ("device_add/$json-cli-hotplug", Flag::DeviceJson),
    ("nbd-server-start/arg-type/tls-creds", Flag::NbdTls),
    ("netdev_add/arg-type/+stream", Flag::NetdevStream),
    (
        "netdev_add/arg-type/+stream/reconnect",
        Flag::NetdevStreamReconnect,
    ),
    ("netdev_add/arg-type/+vhost-vdpa", Flag::NetdevVhostVdpa),
    ("netdev_add/arg-type/type/^dgram", Flag::NetdevJson),
    ("netdev_add/arg-type/+user", Flag::NetdevUser),
    (
        "netdev_add/arg-type/+stream/reconnect-ms",
        Flag::NetdevStreamReconnectMiliseconds,
    ),
    (
        "object-add/arg-type/+sev-guest/kernel-hashes",
        Flag::SevGuestKernelHashes,
    ),
    (
        "object-add/arg-type/+iothread/thread-pool-max",
        Flag::IothreadThreadPoolMax,
    ),
    (
        "query-display-options/ret-type/+egl-headless/rendernode",
        Flag::EglHeadlessRendernode,
    ),
    ("query-display-options/ret-type/+sdl", Flag::Sdl),
    (
        "query-display-options/ret-type/+egl-headless",
        Flag::EglHeadless,
    ),
    ("query-display-options/ret-type/+dbus", Flag::DisplayDbus),
    (
        "query-hotpluggable-cpus/ret-type/props/die-id",
        Flag::SmpDies,
    ),
    (
        "query-hotpluggable-cpus/ret-type/props/cluster-id",
        Flag::SmpClusters,
    ),
    (
        "query-migrate/ret-type/blocked-reasons",
        Flag::MigrationBlockedReasons,
    ),
    ("screendump/arg-type/device", Flag::ScreendumpDevice),
    ("screendump/arg-type/format/^png", Flag::ScreenshotFormatPng),
    ("set-numa-node/arg-type/+hmat-lb", Flag::NumaHmat),
    (
        "query-cpu-model-expansion/ret-type/deprecated-props",
        Flag::QueryCpuModelExpansionDeprecatedProps,
    ),
    (
        "migrate-incoming/arg-type/exit-on-error",
        Flag::MigrateIncomingExitOnError,
    ),
];

/// Properties of types of devices, in the order in which they are asked for.
pub(super) const DEVICE_PROPS: &[Typed] = &[
    Typed {
        name: "virtio-blk-pci",
        only_with: None,
        props: &[
            ("scsi", Flag::VirtioBlkScsi),
            ("queue-size", Flag::VirtioBlkQueueSize),
            ("acpi-index", Flag::AcpiIndex),
            ("iothread-vq-mapping", Flag::VirtioBlkIothreadMapping),
        ],
    },
    Typed {
        name: "virtio-net-pci",
        only_with: Some(Flag::DeviceVirtioNet),
        props: &[("acpi-index", Flag::AcpiIndex), ("rss", Flag::VirtioNetRss)],
    },
    Typed {
        name: "virtio-scsi-pci",
        only_with: Some(Flag::VirtioScsi),
        props: &[
            ("acpi-index", Flag::AcpiIndex),
            ("iothread-vq-mapping", Flag::VirtioScsiIothreadMapping),
        ],
    },
    Typed {
        name: "virtio-blk-ccw",
        only_with: Some(Flag::VirtioCcw),
        props: &[
            ("scsi", Flag::VirtioBlkScsi),
            ("queue-size", Flag::VirtioBlkQueueSize),
            ("acpi-index", Flag::AcpiIndex),
            ("iothread-vq-mapping", Flag::VirtioBlkIothreadMapping),
        ],
    },
    Typed {
        name: "virtio-net-ccw",
        only_with: Some(Flag::DeviceVirtioNet),
        props: &[("acpi-index", Flag::AcpiIndex), ("rss", Flag::VirtioNetRss)],
    },
    Typed {
        name: "virtio-scsi-ccw",
        only_with: Some(Flag::VirtioScsi),
        props: &[
            ("acpi-index", Flag::AcpiIndex),
            ("iothread-vq-mapping", Flag::VirtioScsiIothreadMapping),
        ],
    },
    Typed {
        name: "vfio-pci",
        only_with: Some(Flag::DeviceVfioPci),
        props: &[],
    },
    Typed {
        name: "scsi-hd",
        only_with: None,
        props: &[
            ("channel", Flag::ScsiDiskChannel),
            ("rotation_rate", Flag::RotationRate),
        ],
    },
    Typed {
        name: "ide-hd",
        only_with: None,
        props: &[],
    },
    Typed {
        name: "PIIX4_PM",
        only_with: None,
        props: &[("acpi-root-pci-hotplug", Flag::Piix4AcpiRootPciHotplug)],
    },
    Typed {
        name: "usb-redir",
        only_with: Some(Flag::UsbRedir),
        props: &[("filter", Flag::UsbRedirFilter)],
    },
    Typed {
        name: "usb-storage",
        only_with: Some(Flag::DeviceUsbStorage),
        props: &[],
    },
    Typed {
        name: "kvm-pit",
        only_with: None,
        props: &[("lost_tick_policy", Flag::KvmPitTickPolicy)],
    },
    Typed {
        name: "VGA",
        only_with: Some(Flag::DeviceVga),
        props: &[("vgamem_mb", Flag::VgaVgamem)],
    },
    Typed {
        name: "vmware-svga",
        only_with: Some(Flag::DeviceVmwareSvga),
        props: &[("vgamem_mb", Flag::VmwareSvgaVgamem)],
    },
    Typed {
        name: "qxl",
        only_with: Some(Flag::DeviceQxl),
        props: &[
            ("vgamem_mb", Flag::QxlVgamem),
            ("vram64_size_mb", Flag::QxlVram64),
        ],
    },
    Typed {
        name: "virtio-gpu-pci",
        only_with: Some(Flag::DeviceVirtioGpu),
        props: &[
            ("virgl", Flag::VirtioGpuVirgl),
            ("acpi-index", Flag::AcpiIndex),
            ("blob", Flag::VirtioGpuBlob),
        ],
    },
    Typed {
        name: "virtio-gpu-device",
        only_with: Some(Flag::DeviceVirtioGpu),
        props: &[
            ("virgl", Flag::VirtioGpuVirgl),
            ("acpi-index", Flag::AcpiIndex),
            ("blob", Flag::VirtioGpuBlob),
        ],
    },
    Typed {
        name: "ICH9-LPC",
        only_with: None,
        props: &[],
    },
    Typed {
        name: "virtio-balloon-pci",
        only_with: None,
        props: &[
            ("deflate-on-oom", Flag::VirtioBalloonAutodeflate),
            ("free-page-reporting", Flag::VirtioBalloonFreePageReporting),
            ("acpi-index", Flag::AcpiIndex),
        ],
    },
    Typed {
        name: "virtio-balloon-ccw",
        only_with: None,
        props: &[
            ("deflate-on-oom", Flag::VirtioBalloonAutodeflate),
            ("free-page-reporting", Flag::VirtioBalloonFreePageReporting),
            ("acpi-index", Flag::AcpiIndex),
        ],
    },
    Typed {
        name: "virtio-balloon-device",
        only_with: None,
        props: &[
            ("deflate-on-oom", Flag::VirtioBalloonAutodeflate),
            ("free-page-reporting", Flag::VirtioBalloonFreePageReporting),
            ("acpi-index", Flag::AcpiIndex),
        ],
    },
    Typed {
        name: "intel-iommu",
        only_with: Some(Flag::DeviceIntelIommu),
        props: &[
            ("intremap", Flag::IntelIommuIntremap),
            ("caching-mode", Flag::IntelIommuCachingMode),
            ("eim", Flag::IntelIommuEim),
            ("device-iotlb", Flag::IntelIommuDeviceIotlb),
            ("aw-bits", Flag::IntelIommuAwBits),
            ("dma-translation", Flag::IntelIommuDmaTranslation),
        ],
    },
    Typed {
        name: "spapr-pci-host-bridge",
        only_with: Some(Flag::DeviceSpaprPciHostBridge),
        props: &[("numa_node", Flag::SpaprPciHostBridgeNumaNode)],
    },
    Typed {
        name: "virtio-gpu-ccw",
        only_with: Some(Flag::DeviceVirtioGpuCcw),
        props: &[
            ("virgl", Flag::VirtioGpuVirgl),
            ("acpi-index", Flag::AcpiIndex),
            ("blob", Flag::VirtioGpuBlob),
        ],
    },
    Typed {
        name: "mch",
        only_with: Some(Flag::DeviceMch),
        props: &[("extended-tseg-mbytes", Flag::MchExtendedTsegMbytes)],
    },
    Typed {
        name: "nvdimm",
        only_with: Some(Flag::DeviceNvdimm),
        props: &[("unarmed", Flag::DeviceNvdimmUnarmed)],
    },
    Typed {
        name: "pcie-root-port",
        only_with: Some(Flag::DevicePcieRootPort),
        props: &[("hotplug", Flag::PcieRootPortHotplug)],
    },
    Typed {
        name: "usb-host",
        only_with: None,
        props: &[
            ("hostdevice", Flag::UsbHostHostdevice),
            ("guest-resets-all", Flag::UsbHostGuestsResetsAll),
        ],
    },
    Typed {
        name: "vhost-user-fs-device",
        only_with: Some(Flag::DeviceVhostUserFs),
        props: &[("bootindex", Flag::VhostUserFsBootindex)],
    },
    Typed {
        name: "virtio-mem-pci",
        only_with: Some(Flag::DeviceVirtioMemPci),
        props: &[
            ("prealloc", Flag::DeviceVirtioMemPciPrealloc),
            ("dynamic-memslots", Flag::DeviceVirtioMemPciDynamicMemslots),
        ],
    },
    Typed {
        name: "virtio-iommu-pci",
        only_with: Some(Flag::DeviceVirtioIommuPci),
        props: &[("boot-bypass", Flag::VirtioIommuBootBypass)],
    },
    Typed {
        name: "virtio-blk-ccw",
        only_with: Some(Flag::VirtioCcw),
        props: &[("loadparm", Flag::VirtioCcwDeviceLoadparm)],
    },
];

/// Properties of types of objects.
pub(super) const OBJECT_PROPS: &[Typed] = &[
    Typed {
        name: "memory-backend-file",
        only_with: None,
        props: &[
            ("pmem", Flag::ObjectMemoryFilePmem),
            (
                "x-use-canonical-path-for-ramblock-id",
                Flag::XUseCanonicalPathForRamblockId,
            ),
            ("reserve", Flag::MemoryBackendReserve),
            ("prealloc-threads", Flag::MemoryBackendPreallocThreads),
        ],
    },
    Typed {
        name: "memory-backend-memfd",
        only_with: Some(Flag::ObjectMemoryMemfd),
        props: &[("hugetlb", Flag::ObjectMemoryMemfdHugetlb)],
    },
    Typed {
        name: "max-x86_64-cpu",
        only_with: Some(Flag::X86MaxCpu),
        props: &[
            ("unavailable-features", Flag::CpuUnavailableFeatures),
            ("kvm-no-adjvtime", Flag::CpuKvmNoAdjvtime),
            ("migratable", Flag::CpuMigratable),
        ],
    },
    Typed {
        name: "max-arm-cpu",
        only_with: Some(Flag::ArmMaxCpu),
        props: &[
            ("unavailable-features", Flag::CpuUnavailableFeatures),
            ("kvm-no-adjvtime", Flag::CpuKvmNoAdjvtime),
            ("migratable", Flag::CpuMigratable),
        ],
    },
];

/// Properties of machines, by name or alias.
pub(super) const MACHINE_PROPS: &[Typed] = &[
    Typed {
        name: "pseries",
        only_with: None,
        props: &[],
    },
    Typed {
        name: "virt",
        only_with: None,
        props: &[
            ("iommu", Flag::MachineVirtIommu),
            ("ras", Flag::MachineVirtRas),
            ("aia", Flag::MachineVirtAia),
        ],
    },
    Typed {
        name: "none",
        only_with: None,
        props: &[
            (
                "confidential-guest-support",
                Flag::MachineConfidentalGuestSupport,
            ),
            ("shim", Flag::MachineShim),
        ],
    },
    Typed {
        name: "generic-pc",
        only_with: None,
        props: &[("i8042", Flag::MachineI8042Opt)],
    },
];

/// Option of the command line, its parameter if one matters, and the flag.
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
pub(super) const TPM_MODELS: &[(&str, Flag)] = &[
    ("tpm-tis", Flag::DeviceTpmTis),
    ("tpm-crb", Flag::DeviceTpmCrb),
    ("tpm-spapr", Flag::DeviceTpmSpapr),
];

/// Kinds of TPM back ends.
pub(super) const TPM_TYPES: &[(&str, Flag)] = &[
    ("passthrough", Flag::DeviceTpmPassthrough),
    ("emulator", Flag::DeviceTpmEmulator),
];
