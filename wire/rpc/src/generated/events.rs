//! Events on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src`; do not edit.

use crate::prelude::*;

events! { Remote DomainEvent DomainRef, true;
    318 "domain_event_callback_lifecycle" Lifecycle id 0 legacy 107 [] {
        event as Plain, detail as Plain,
    }
    319 "domain_event_callback_reboot" Reboot id 1 legacy 169 [] {}
    320 "domain_event_callback_rtc_change" RtcChange id 2 legacy 170 [] { offset as Plain }
    321 "domain_event_callback_watchdog" Watchdog id 3 legacy 171 [] { action as Plain }
    322 "domain_event_callback_io_error" IoError id 4 legacy 172 [] {
        src_path as Text, dev_alias as Text, action as Plain,
    }
    323 "domain_event_callback_graphics" Graphics id 5 legacy 173 [] {
        phase as Plain, local as Wire, remote as Wire, auth_scheme as Text,
        subject as List<Wire, 20>,
    }
    324 "domain_event_callback_io_error_reason" IoErrorReason id 6 legacy 195 [] {
        src_path as Text, dev_alias as Text, action as Plain, reason as Text,
    }
    325 "domain_event_callback_control_error" ControlError id 7 legacy 224 [] {}
    326 "domain_event_callback_block_job" BlockJob id 8 legacy 241 [] {
        path as Text, kind as Plain, status as Plain,
    }
    327 "domain_event_callback_disk_change" DiskChange id 9 legacy 248 [] {
        old_src_path as Maybe<Text>, new_src_path as Maybe<Text>, dev_alias as Text,
        reason as Plain,
    }
    328 "domain_event_callback_tray_change" TrayChange id 10 legacy 268 [] {
        dev_alias as Text, reason as Plain,
    }
    329 "domain_event_callback_pmwakeup" Pmwakeup id 11 legacy 269 [reason as Plain] {}
    330 "domain_event_callback_pmsuspend" Pmsuspend id 12 legacy 270 [reason as Plain] {}
    331 "domain_event_callback_balloon_change" BalloonChange id 13 legacy 276 [] { actual as Plain }
    332 "domain_event_callback_pmsuspend_disk" PmsuspendDisk id 14 legacy 292 [reason as Plain] {}
    333 "domain_event_callback_device_removed" DeviceRemoved id 15 legacy 311 [] {
        dev_alias as Text,
    }
    339 "domain_event_block_job_2" BlockJob2 id 16 [] {
        dst as Text, kind as Plain, status as Plain,
    }
    346 "domain_event_callback_tunable" Tunable id 17 [] { params as List<Param, 2048> }
    348 "domain_event_callback_agent_lifecycle" AgentLifecycle id 18 [] {
        state as Plain, reason as Plain,
    }
    354 "domain_event_callback_device_added" DeviceAdded id 19 [] { dev_alias as Text }
    359 "domain_event_callback_migration_iteration" MigrationIteration id 20 [] {
        iteration as Plain,
    }
    363 "domain_event_callback_job_completed" JobCompleted id 21 [] { params as List<Param, 64> }
    367 "domain_event_callback_device_removal_failed" DeviceRemovalFailed id 22 [] {
        dev_alias as Text,
    }
    379 "domain_event_callback_metadata_change" MetadataChange id 23 [] {
        kind as Plain, nsuri as Maybe<Text>,
    }
    385 "domain_event_block_threshold" BlockThreshold id 24 [] {
        dev as Text, path as Maybe<Text>, threshold as Plain, excess as Plain,
    }
    423 "domain_event_memory_failure" MemoryFailure id 25 [] {
        recipient as Plain, action as Plain, flags as Plain,
    }
    438 "domain_event_memory_device_size_change" MemoryDeviceSizeChange id 26 [] {
        alias as Text, size as Plain,
    }
    453 "domain_event_nic_mac_change" NicMacChange id 27 [] {
        alias as Text, old_mac as Text, new_mac as Text,
    }
}

events! { Remote NetworkEvent NetworkRef, true;
    315 "network_event_lifecycle" Lifecycle id 0 [] { event as Plain, detail as Plain }
    446 "network_event_callback_metadata_change" MetadataChange id 1 [] {
        kind as Plain, nsuri as Maybe<Text>,
    }
}

events! { Remote StoragePoolEvent StoragePoolRef, true;
    370 "storage_pool_event_lifecycle" Lifecycle id 0 [] { event as Plain, detail as Plain }
    373 "storage_pool_event_refresh" Refresh id 1 [] {}
}

events! { Remote NodeDeviceEvent NodeDeviceRef, true;
    376 "node_device_event_lifecycle" Lifecycle id 0 [] { event as Plain, detail as Plain }
    377 "node_device_event_update" Update id 1 [] {}
}

events! { Remote SecretEvent SecretRef, true;
    382 "secret_event_lifecycle" Lifecycle id 0 [] { event as Plain, detail as Plain }
    383 "secret_event_value_changed" ValueChanged id 1 [] {}
}

events! { Keepalive KeepaliveEvent (), false;
    1 "ping" Ping [] {}
    2 "pong" Pong [] {}
}

events! { LxcMonitor LxcMonitorEvent (), false;
    1 "exit_event" Exit [] { status as Plain }
    2 "init_event" Init [] { initpid as Plain }
}

events! { Qemu QemuEvent DomainRef, true;
    6 "domain_monitor_event" Monitor [] {
        event as Text, seconds as Plain, micros as Plain, details as Maybe<Text>,
    }
}

events! { Remote SessionEvent (), false;
    362 "connect_event_connection_closed" ConnectionClosed [] { reason as Plain }
}
