//! The table of capability flags: number, name in the program, name in files.
//!
//! The numbers are libvirt's order, in which a cache file lists them; the names are what status
//! files of running guests hold, so none may change or go. Flags that libvirt stopped probing
//! stay known: an old status file may still name them.

/// Makes the enum and its names from one table.
macro_rules! flags {
    ($($number:literal $name:ident $text:literal;)*) => {
        /// One thing that an emulator can or cannot do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Flag {
            $(#[doc = concat!("`", $text, "`.")] $name = $number,)*
        }

        impl Flag {
            /// All flags in libvirt's order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The flag with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

flags! {
    0 VncColon "vnc-colon"; 1 NoReboot "no-reboot"; 2 Drive "drive"; 3 DriveBoot "drive-boot";
    4 Name "name"; 5 Uuid "uuid"; 6 Domid "domid"; 7 VnetHdr "vnet-hdr";
    8 MigrateKvmStdio "migrate-kvm-stdio"; 9 MigrateQemuTcp "migrate-qemu-tcp";
    10 MigrateQemuExec "migrate-qemu-exec"; 11 DriveCacheV2 "drive-cache-v2"; 12 Kvm "kvm";
    13 DriveFormat "drive-format"; 14 Vga "vga"; 15 V0_10 "0.10"; 16 Pcidevice "pci-device";
    17 MemPath "mem-path"; 18 DriveSerial "drive-serial"; 19 XenDomid "xen-domid";
    20 MigrateQemuUnix "migrate-qemu-unix"; 21 Chardev "chardev"; 22 EnableKvm "enable-kvm";
    23 MonitorJson "monitor-json"; 24 Balloon "balloon";
    25 Device "device"; 26 Sdl "sdl"; 27 SmpTopology "smp-topology"; 28 Netdev "netdev";
    29 Rtc "rtc"; 30 VhostNet "vhost-net"; 31 RtcTdHack "rtc-td-hack"; 32 NoHpet "no-hpet";
    33 NoKvmPit "no-kvm-pit"; 34 Tdf "tdf"; 35 PciConfigfd "pci-configfd";
    36 Nodefconfig "nodefconfig"; 37 BootMenu "boot-menu"; 38 Fsdev "fsdev"; 39 Nesting "nesting";
    40 NameProcess "name-process"; 41 DriveReadonly "drive-readonly"; 42 SmbiosType "smbios-type";
    43 VgaQxl "vga-qxl"; 44 Spice "spice"; 45 VgaNone "vga-none";
    46 MigrateQemuFd "migrate-qemu-fd"; 47 Bootindex "boot-index"; 48 HdaDuplex "hda-duplex";
    49 DriveAio "drive-aio";
    50 PciMultibus "pci-multibus"; 51 PciBootindex "pci-bootindex";
    52 CcidEmulated "ccid-emulated"; 53 CcidPassthru "ccid-passthru";
    54 ChardevSpicevmc "chardev-spicevmc"; 55 DeviceSpicevmc "device-spicevmc";
    56 VirtioTxAlg "virtio-tx-alg"; 57 DeviceQxlVga "device-qxl-vga";
    58 PciMultifunction "pci-multifunction"; 59 VirtioIoeventfd "virtio-blk-pci.ioeventfd";
    60 Sga "sga"; 61 VirtioBlkEventIdx "virtio-blk-pci.event_idx";
    62 VirtioNetEventIdx "virtio-net-pci.event_idx"; 63 DriveCacheDirectsync "cache-directsync";
    64 Piix3UsbUhci "piix3-usb-uhci"; 65 Piix4UsbUhci "piix4-usb-uhci"; 66 UsbEhci "usb-ehci";
    67 Ich9UsbEhci1 "ich9-usb-ehci1"; 68 Vt82c686bUsbUhci "vt82c686b-usb-uhci";
    69 PciOhci "pci-ohci"; 70 UsbRedir "usb-redir"; 71 UsbHub "usb-hub";
    72 NoShutdown "no-shutdown"; 73 DriveCacheUnsafe "cache-unsafe"; 74 PciRombar "rombar";
    75 Ich9Ahci "ich9-ahci"; 76 NoAcpi "no-acpi"; 77 FsdevReadonly "fsdev-readonly";
    78 VirtioBlkScsi "virtio-blk-pci.scsi"; 79 VirtioBlkSgIo "blk-sg-io";
    80 DriveCopyOnRead "drive-copy-on-read"; 81 CpuHost "cpu-host";
    82 FsdevWriteout "fsdev-writeout"; 83 DriveIotune "drive-iotune"; 84 Wakeup "system_wakeup";
    85 ScsiDiskChannel "scsi-disk.channel"; 86 ScsiBlock "scsi-block";
    87 Transaction "transaction"; 88 BlockjobSync "block-job-sync";
    89 BlockjobAsync "block-job-async"; 90 ScsiCd "scsi-cd"; 91 IdeCd "ide-cd";
    92 NoUserConfig "no-user-config"; 93 HdaMicro "hda-micro";
    94 DumpGuestMemory "dump-guest-memory"; 95 NecUsbXhci "nec-usb-xhci";
    96 VirtioS390 "virtio-s390"; 97 BalloonEvent "balloon-event"; 98 NetdevBridge "bridge";
    99 ScsiLsi "lsi";
    100 VirtioScsi "virtio-scsi-pci"; 101 Blockio "blockio"; 102 PiixDisableS3 "disable-s3";
    103 PiixDisableS4 "disable-s4"; 104 UsbRedirFilter "usb-redir.filter";
    105 IdeDriveWwn "ide-drive.wwn"; 106 ScsiDiskWwn "scsi-disk.wwn";
    107 SeccompSandbox "seccomp-sandbox"; 108 RebootTimeout "reboot-timeout";
    109 DumpGuestCore "dump-guest-core"; 110 SeamlessMigration "seamless-migration";
    111 BlockCommit "block-commit"; 112 Vnc "vnc"; 113 DriveMirror "drive-mirror";
    114 UsbRedirBootindex "usb-redir.bootindex"; 115 UsbHostBootindex "usb-host.bootindex";
    116 DiskSnapshot "blockdev-snapshot-sync"; 117 DeviceQxl "qxl"; 118 DeviceVga "VGA";
    119 DeviceCirrusVga "cirrus-vga"; 120 DeviceVmwareSvga "vmware-svga";
    121 DeviceVideoPrimary "device-video-primary"; 122 DeviceSclpconsole "s390-sclp";
    123 DeviceUsbSerial "usb-serial"; 124 DeviceUsbNet "usb-net";
    125 AddFd "add-fd"; 126 NbdServer "nbd-server"; 127 DeviceVirtioRng "virtio-rng";
    128 ObjectRngRandom "rng-random"; 129 ObjectRngEgd "rng-egd"; 130 VirtioCcw "virtio-ccw";
    131 Dtb "dtb"; 132 ScsiMegasas "megasas"; 133 Ipv6Migration "ipv6-migration";
    134 MachineOpt "machine-opt"; 135 MachineUsbOpt "machine-usb-opt";
    136 DeviceTpmPassthrough "tpm-passthrough"; 137 DeviceTpmTis "tpm-tis";
    138 DeviceNvram "nvram"; 139 DevicePciBridge "pci-bridge"; 140 DeviceVfioPci "vfio-pci";
    141 VfioPciBootindex "vfio-pci.bootindex"; 142 DeviceScsiGeneric "scsi-generic";
    143 DeviceScsiGenericBootindex "scsi-generic.bootindex"; 144 MemMerge "mem-merge";
    145 VncWebsocket "vnc-websocket"; 146 DriveDiscard "drive-discard"; 147 RealtimeMlock "mlock";
    148 VncSharePolicy "vnc-share-policy"; 149 DeviceDelEvent "device-del-event";
    150 DeviceDmiToPciBridge "dmi-to-pci-bridge"; 151 I440fxPciHole64Size "i440fx-pci-hole64-size";
    152 Q35PciHole64Size "q35-pci-hole64-size"; 153 DeviceUsbStorage "usb-storage";
    154 UsbStorageRemovable "usb-storage.removable"; 155 DeviceVirtioMmio "virtio-mmio";
    156 DeviceIch9IntelHda "ich9-intel-hda"; 157 KvmPitTickPolicy "kvm-pit-lost-tick-policy";
    158 BootStrict "boot-strict"; 159 DevicePanic "pvpanic"; 160 EnableFips "enable-fips";
    161 SpiceFileXferDisable "spice-file-xfer-disable"; 162 ChardevSpiceport "spiceport";
    163 DeviceUsbKbd "usb-kbd"; 164 HostPciMultidomain "host-pci-multidomain";
    165 MsgTimestamp "msg-timestamp"; 166 ActiveCommit "active-commit";
    167 ChangeBackingFile "change-backing-file"; 168 ObjectMemoryRam "memory-backend-ram";
    169 Numa "numa"; 170 ObjectMemoryFile "memory-backend-file"; 171 ObjectUsbAudio "usb-audio";
    172 RtcResetReinjection "rtc-reset-reinjection"; 173 SplashTimeout "splash-timeout";
    174 ObjectIothread "iothread";
    175 MigrateRdma "migrate-rdma"; 176 DeviceIvshmem "ivshmem";
    177 DriveIotuneMax "drive-iotune-max"; 178 VgaVgamem "VGA.vgamem_mb";
    179 VmwareSvgaVgamem "vmware-svga.vgamem_mb"; 180 QxlVgamem "qxl.vgamem_mb";
    181 QxlVgaVgamem "qxl-vga.vgamem_mb"; 182 DevicePcDimm "pc-dimm";
    183 MachineVmportOpt "machine-vmport-opt"; 184 AesKeyWrap "aes-key-wrap";
    185 DeaKeyWrap "dea-key-wrap"; 186 DevicePciSerial "pci-serial";
    187 CpuAarch64Off "aarch64-off"; 188 VhostuserMultiqueue "vhost-user-multiqueue";
    189 MigrationEvent "migration-event"; 190 ObjectGpex "gpex-pcihost";
    191 DeviceIoh3420 "ioh3420"; 192 DeviceX3130Upstream "x3130-upstream";
    193 DeviceXio3130Downstream "xio3130-downstream"; 194 DeviceRtl8139 "rtl8139";
    195 DeviceE1000 "e1000"; 196 DeviceVirtioNet "virtio-net";
    197 MachVirtGicVersion "gic-version"; 198 IncomingDefer "incoming-defer";
    199 DeviceVirtioGpu "virtio-gpu";
    200 VirtioGpuVirgl "virtio-gpu.virgl"; 201 VirtioKeyboard "virtio-keyboard";
    202 VirtioMouse "virtio-mouse"; 203 VirtioTablet "virtio-tablet";
    204 VirtioInputHost "virtio-input-host"; 205 ChardevFileAppend "chardev-file-append";
    206 Ich9DisableS3 "ich9-disable-s3"; 207 Ich9DisableS4 "ich9-disable-s4";
    208 VserportChange "vserport-change-event";
    209 VirtioBalloonAutodeflate "virtio-balloon-pci.deflate-on-oom";
    210 ScsiMptsas1068 "mptsas1068"; 211 SpiceGl "spice-gl"; 212 QxlVram64 "qxl.vram64_size_mb";
    213 QxlVgaVram64 "qxl-vga.vram64_size_mb"; 214 ChardevLogfile "chardev-logfile";
    215 NameDebugThreads "debug-threads"; 216 ObjectSecret "secret"; 217 DevicePxb "pxb";
    218 DevicePxbPcie "pxb-pcie"; 219 DeviceTrayMoved "device-tray-moved-event";
    220 NecUsbXhciPorts "nec-usb-xhci-ports"; 221 VirtioScsiIothread "virtio-scsi-pci.iothread";
    222 NameGuest "name-guest"; 223 QxlMaxOutputs "qxl.max_outputs";
    224 QxlVgaMaxOutputs "qxl-vga.max_outputs";
    225 SpiceUnix "spice-unix"; 226 DriveDetectZeroes "drive-detect-zeroes";
    227 ObjectTlsCredsX509 "tls-creds-x509"; 228 Display "display";
    229 DeviceIntelIommu "intel-iommu"; 230 MachineSmmOpt "smm";
    231 VirtioPciDisableLegacy "virtio-pci-disable-legacy";
    232 QueryHotpluggableCpus "query-hotpluggable-cpus";
    233 VirtioNetRxQueueSize "virtio-net.rx_queue_size"; 234 MachineIommu "machine-iommu";
    235 DeviceVirtioVga "virtio-vga"; 236 DriveIotuneMaxLength "drive-iotune-max-length";
    237 DeviceIvshmemPlain "ivshmem-plain"; 238 DeviceIvshmemDoorbell "ivshmem-doorbell";
    239 QueryQmpSchema "query-qmp-schema"; 240 GlusterDebugLevel "gluster.debug_level";
    241 DeviceVhostScsi "vhost-scsi"; 242 DriveIotuneGroup "drive-iotune-group";
    243 QueryCpuModelExpansion "query-cpu-model-expansion";
    244 VirtioNetHostMtu "virtio-net.host_mtu"; 245 SpiceRendernode "spice-rendernode";
    246 DeviceNvdimm "nvdimm"; 247 DevicePcieRootPort "pcie-root-port";
    248 QueryCpuDefinitions "query-cpu-definitions";
    249 BlockWriteThreshold "block-write-threshold";
    250 QueryNamedBlockNodes "query-named-block-nodes"; 251 CpuCache "cpu-cache";
    252 DeviceQemuXhci "qemu-xhci"; 253 MachineKernelIrqchip "kernel-irqchip";
    254 MachineKernelIrqchipSplit "kernel-irqchip.split";
    255 IntelIommuIntremap "intel-iommu.intremap";
    256 IntelIommuCachingMode "intel-iommu.caching-mode"; 257 IntelIommuEim "intel-iommu.eim";
    258 IntelIommuDeviceIotlb "intel-iommu.device-iotlb";
    259 VirtioPciIommuPlatform "virtio.iommu_platform"; 260 VirtioPciAts "virtio.ats";
    261 Loadparm "loadparm"; 262 DeviceSpaprPciHostBridge "spapr-pci-host-bridge";
    263 SpaprPciHostBridgeNumaNode "spapr-pci-host-bridge.numa_node";
    264 VncMultiServers "vnc-multi-servers"; 265 VirtioNetTxQueueSize "virtio-net.tx_queue_size";
    266 ChardevReconnect "chardev-reconnect"; 267 VirtioGpuMaxOutputs "virtio-gpu.max_outputs";
    268 Vxhs "vxhs"; 269 VirtioBlkNumQueues "virtio-blk.num-queues";
    270 MachinePseriesResizeHpt "machine.pseries.resize-hpt"; 271 DeviceVmcoreinfo "vmcoreinfo";
    272 DeviceSpaprVty "spapr-vty"; 273 DeviceSclplmconsole "sclplmconsole";
    274 NumaDist "numa.dist";
    275 DiskShareRw "disk-share-rw"; 276 IscsiPasswordSecret "iscsi.password-secret";
    277 DeviceIsaSerial "isa-serial"; 278 DevicePl011 "pl011";
    279 MachinePseriesMaxCpuCompat "machine.pseries.max-cpu-compat";
    280 DumpCompleted "dump-completed"; 281 DeviceVirtioGpuCcw "virtio-gpu-ccw";
    282 DeviceVirtioKeyboardCcw "virtio-keyboard-ccw"; 283 DeviceVirtioMouseCcw "virtio-mouse-ccw";
    284 DeviceVirtioTabletCcw "virtio-tablet-ccw"; 285 Qcow2Luks "qcow2-luks";
    286 DevicePciePciBridge "pcie-pci-bridge"; 287 SeccompBlacklist "seccomp-blacklist";
    288 QueryCpusFast "query-cpus-fast"; 289 DiskWriteCache "disk-write-cache";
    290 NbdTls "nbd-tls"; 291 DeviceTpmCrb "tpm-crb"; 292 PrManagerHelper "pr-manager-helper";
    293 QomListProperties "qom-list-properties";
    294 ObjectMemoryFileDiscard "memory-backend-file.discard-data"; 295 Ccw "virtual-css-bridge";
    296 CcwCssidUnrestricted "virtual-css-bridge.cssid-unrestricted"; 297 DeviceVfioCcw "vfio-ccw";
    298 SdlGl "sdl-gl"; 299 ScreendumpDevice "screendump_device";
    300 HdaOutput "hda-output"; 301 BlockdevDel "blockdev-del"; 302 DeviceVmgenid "vmgenid";
    303 DeviceVhostVsock "vhost-vsock"; 304 ChardevFdPassCommandline "chardev-fd-pass";
    305 DeviceTpmEmulator "tpm-emulator"; 306 DeviceMch "mch";
    307 MchExtendedTsegMbytes "mch.extended-tseg-mbytes"; 308 SevGuest "sev-guest";
    309 MachinePseriesCapHptMaxPageSize "machine.pseries.cap-hpt-max-page-size";
    310 MachinePseriesCapHtm "machine.pseries.cap-htm"; 311 UsbStorageWerror "usb-storage.werror";
    312 EglHeadless "egl-headless"; 313 VfioPciDisplay "vfio-pci.display"; 314 Blockdev "blockdev";
    315 DeviceVfioAp "vfio-ap"; 316 DeviceZpci "zpci";
    317 ObjectMemoryMemfd "memory-backend-memfd";
    318 ObjectMemoryMemfdHugetlb "memory-backend-memfd.hugetlb";
    319 IothreadPolling "iothread.poll-max-ns";
    320 MachinePseriesCapNestedHv "machine.pseries.cap-nested-hv";
    321 EglHeadlessRendernode "egl-headless.rendernode";
    322 ObjectMemoryFileAlign "memory-backend-file.align";
    323 ObjectMemoryFilePmem "memory-backend-file.pmem"; 324 DeviceNvdimmUnarmed "nvdimm.unarmed";
    325 ScsiDiskDeviceId "scsi-disk.device_id";
    326 VirtioPciTransitional "virtio-pci-non-transitional"; 327 Overcommit "overcommit";
    328 QueryCurrentMachine "query-current-machine"; 329 MachineVirtIommu "machine.virt.iommu";
    330 BitmapMerge "bitmap-merge"; 331 NbdBitmap "nbd-bitmap"; 332 X86MaxCpu "x86-max-cpu";
    333 CpuUnavailableFeatures "cpu-unavailable-features";
    334 CanonicalCpuFeatures "canonical-cpu-features"; 335 DeviceBochsDisplay "bochs-display";
    336 MigrationFileDropCache "migration-file-drop-cache"; 337 DbusVmstate "dbus-vmstate";
    338 DeviceVhostUserGpu "vhost-user-gpu"; 339 DeviceVhostUserVga "vhost-user-vga";
    340 IncrementalBackup "incremental-backup";
    341 QueryCpuModelBaseline "query-cpu-model-baseline";
    342 QueryCpuModelComparison "query-cpu-model-comparison"; 343 DeviceRamfb "ramfb";
    344 MachinePseriesCapCcfAssist "machine.pseries.cap-ccf-assist"; 345 ArmMaxCpu "arm-max-cpu";
    346 BlockFileAutoReadonlyDynamic "blockdev-file-dynamic-auto-read-only";
    347 SavevmMonitorNodes "savevm-monitor-nodes"; 348 DriveNvme "drive-nvme";
    349 SmpDies "smp-dies";
    350 DeviceI8042 "i8042"; 351 ObjectRngBuiltin "rng-builtin";
    352 VirtioNetFailover "virtio-net.failover"; 353 DeviceTpmSpapr "tpm-spapr";
    354 CpuKvmNoAdjvtime "cpu.kvm-no-adjvtime"; 355 DeviceVhostUserFs "vhost-user-fs";
    356 QmpQueryNamedBlockNodesFlat "query-named-block-nodes.flat";
    357 BlockdevSnapshotAllowWriteOnly "blockdev-snapshot.allow-write-only-overlay";
    358 BlockdevReopen "blockdev-reopen"; 359 StorageWerror "storage.werror";
    360 FsdevMultidevs "fsdev.multidevs"; 361 VirtioPackedQueues "virtio.packed";
    362 PcieRootPortHotplug "pcie-root-port.hotplug"; 363 AioIoUring "aio.io_uring";
    364 MachinePseriesCapCfpc "machine.pseries.cap-cfpc";
    365 MachinePseriesCapSbbc "machine.pseries.cap-sbbc";
    366 MachinePseriesCapIbs "machine.pseries.cap-ibs"; 367 Tcg "tcg";
    368 VirtioBlkScsiDefaultDisabled "virtio-blk-pci.scsi.default.disabled";
    369 ScsiPvscsi "pvscsi"; 370 CpuMigratable "cpu.migratable";
    371 QueryCpuModelExpansionMigratable "query-cpu-model-expansion.migratable";
    372 FwCfg "fw_cfg"; 373 MigrationParamBandwidth "migration-param.bandwidth";
    374 MigrationParamDowntime "migration-param.downtime";
    375 MigrationParamXbzrleCacheSize "migration-param.xbzrle-cache-size";
    376 IntelIommuAwBits "intel-iommu.aw-bits"; 377 DeviceSpaprTpmProxy "spapr-tpm-proxy";
    378 NumaHmat "numa.hmat"; 379 BlockdevHostdevScsi "blockdev-hostdev-scsi";
    380 UsbHostHostdevice "usb-host.hostdevice";
    381 VirtioBalloonFreePageReporting "virtio-balloon.free-page-reporting";
    382 BlockExportAdd "block-export-add"; 383 NetdevVhostVdpa "netdev.vhost-vdpa";
    384 FsdevCreatemode "fsdev.createmode"; 385 ScsiNcr53c90 "ncr53c90"; 386 ScsiDc390 "dc390";
    387 ScsiAm53c974 "am53c974"; 388 DeviceVirtioPmemPci "virtio-pmem-pci";
    389 VhostUserFsBootindex "vhost-user-fs.bootindex"; 390 DeviceVhostUserBlk "vhost-user-blk";
    391 CpuMax "cpu-max";
    392 XUseCanonicalPathForRamblockId "memory-backend-file.x-use-canonical-path-for-ramblock-id";
    393 VncOpts "vnc-opts";
    394 MigrationParamBlockBitmapMapping "migration-param.block-bitmap-mapping";
    395 VncPowerControl "vnc-power-control"; 396 Audiodev "audiodev";
    397 BlockdevBackup "blockdev-backup"; 398 ObjectJson "object.qapified";
    399 RotationRate "rotation-rate";
    400 CompatDeprecated "compat-deprecated"; 401 AcpiIndex "acpi-index";
    402 InputLinux "input-linux"; 403 VirtioGpuGlPci "virtio-gpu-gl-pci";
    404 VirtioVgaGl "virtio-vga-gl";
    405 MachineConfidentalGuestSupport "confidential-guest-support";
    406 QueryDisplayOptions "query-display-options"; 407 S390PvGuest "s390-pv-guest";
    408 SetAction "set-action"; 409 VirtioBlkQueueSize "virtio-blk.queue-size";
    410 DeviceVirtioMemPci "virtio-mem-pci";
    411 MemoryBackendReserve "memory-backend-file.reserve";
    412 Piix4AcpiRootPciHotplug "piix4.acpi-root-pci-hotplug"; 413 NetdevJson "netdev.json";
    414 ChardevJson "chardev.json"; 415 DeviceJsonBrokenHotplug "device.json";
    416 QueryDirtyRate "query-dirty-rate"; 417 RbdEncryption "rbd-encryption";
    418 SevGuestKernelHashes "sev-guest-kernel-hashes";
    419 SevInjectLaunchSecret "sev-inject-launch-secret"; 420 DeviceJson "device.json+hotplug";
    421 Hvf "hvf"; 422 DeviceVirtioMemPciPrealloc "virtio-mem-pci.prealloc";
    423 CalcDirtyRate "calc-dirty-rate"; 424 DirtyrateMode "dirtyrate-param.mode";
    425 BlockdevNbdTlsHostname "blockdev.nbd.tls-hostname";
    426 MemoryBackendPreallocThreads "memory-backend-file.prealloc-threads";
    427 DeviceVirtioIommuPci "virtio-iommu-pci";
    428 VirtioIommuBootBypass "virtio-iommu.boot-bypass"; 429 VirtioNetRss "virtio-net.rss";
    430 ChardevQemuVdagent "chardev.qemu-vdagent"; 431 DisplayDbus "display-dbus";
    432 IothreadThreadPoolMax "iothread.thread-pool-max";
    433 UsbHostGuestsResetsAll "usb-host.guest-resets-all";
    434 MigrationBlockedReasons "migration.blocked-reasons"; 435 QueryStats "query-stats";
    436 QueryStatsSchemas "query-stats-schemas"; 437 SgxEpc "sgx-epc";
    438 ThreadContext "thread-context"; 439 ScreenshotFormatPng "screenshot-format-png";
    440 MachineHpet "machine-hpet"; 441 NetdevStream "netdev.stream";
    442 DeviceVirtioCrypto "virtio-crypto"; 443 ObjectCryptoLkcf "cryptodev-backend-lkcf";
    444 DevicePanicPci "pvpanic-pci"; 445 NetdevStreamReconnect "netdev.stream.reconnect";
    446 VirtioGpuBlob "virtio-gpu.blob"; 447 RbdEncryptionLayering "rbd-encryption-layering";
    448 RbdEncryptionLuksAny "rbd-encryption-luks-any";
    449 Qcow2DiscardNoUnref "qcow2-discard-no-unref";
    450 RunWithAsyncTeardown "run-with.async-teardown";
    451 DeviceVirtioBlkVhostVdpa "virtio-blk-vhost-vdpa";
    452 VirtioBlkIothreadMapping "virtio-blk.iothread-mapping"; 453 SmpClusters "smp-clusters";
    454 DeviceVirtioMemPciDynamicMemslots "virtio-mem-pci.dynamic-memslots";
    455 BlockjobBackingMaskProtocol "blockjob.backing-mask-protocol";
    456 DisplayReload "display-reload"; 457 DeviceUsbMtp "usb-mtp";
    458 MachineVirtRas "machine.virt.ras"; 459 DeviceVirtioSound "virtio-sound";
    460 SevSnpGuest "sev-snp-guest"; 461 NetdevUser "netdev.user"; 462 DeviceAcpiErst "acpi-erst";
    463 IntelIommuDmaTranslation "intel-iommu.dma-translation";
    464 MachineI8042Opt "machine-i8042-opt"; 465 SnapshotInternalQmp "snapshot-internal-qmp";
    466 ChardevReconnectMiliseconds "chardev-reconnect-miliseconds";
    467 VirtioCcwDeviceLoadparm "virtio-ccw.loadparm";
    468 NetdevStreamReconnectMiliseconds "netdev-stream-reconnect-miliseconds";
    469 QueryCpuModelExpansionDeprecatedProps "query-cpu-model-expansion.deprecated-props";
    470 MigrateIncomingExitOnError "migrate-incoming.exit-on-error";
    471 MachineVirtAia "machine.virt.aia"; 472 DeviceVirtioMemCcw "virtio-mem-ccw";
    473 BlockdevSetActive "blockdev-set-active"; 474 MachineShim "shim";
    475 VirtioScsiIothreadMapping "virtio-scsi.iothread-mapping";
}
