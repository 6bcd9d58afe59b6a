//! A driver under a root of its own, and what it reported.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fv_api::{
    Access, Backend, Caller, ConnectApi, Connection, ConnectionId, DomainApi, DomainDeviceApi,
    DomainEvent, DomainGuestApi, DomainRef, DomainTuneApi, Drivers, EventSink, Identity,
    NetworkEvent, NetworkRef, NodeApi, NodeDeviceEvent, NodeDeviceRef, QemuApi, QemuEvent,
    SecretEvent, SecretRef, StoragePoolEvent, StoragePoolRef,
};
use fv_driver_kit::{Dirs, Privilege};
use fv_driver_qemu::{Qemu, QemuBackend, Settings, Stay};

/// A driver under a root of its own; guests that still run are killed when it is dropped.
pub(crate) struct Host {
    pub(crate) root: PathBuf,
    pub(crate) events: Arc<Events>,
    driver: Option<(Arc<Qemu>, Drivers)>,
    own_root: bool,
    stay: Stay,
}

/// What the driver reported.
#[derive(Default)]
pub(crate) struct Events(Mutex<Vec<(String, DomainEvent)>>);

impl Events {
    /// All events of this guest so far.
    pub(crate) fn of(&self, name: &str) -> Vec<DomainEvent> {
        let events = self.0.lock().expect("no panic under it");
        events
            .iter()
            .filter(|(whose, _)| whose == name)
            .map(|(_, event)| event.clone())
            .collect()
    }

    /// The numbers of the lifecycle events of this guest so far.
    pub(crate) fn life_of(&self, name: &str) -> Vec<(i32, i32)> {
        let events = self.of(name).into_iter();
        let numbers = events.filter_map(|event| match event {
            DomainEvent::Lifecycle { event, detail } => Some((event, detail)),
            _ => None,
        });
        numbers.collect()
    }
}

impl EventSink for Events {
    fn domain(&self, dom: &DomainRef, event: DomainEvent) {
        self.0
            .lock()
            .expect("no panic under it")
            .push((dom.name.clone(), event));
    }

    fn qemu(&self, _: &DomainRef, _: QemuEvent) {}
    fn network(&self, _: &NetworkRef, _: NetworkEvent) {}
    fn storage_pool(&self, _: &StoragePoolRef, _: StoragePoolEvent) {}
    fn node_device(&self, _: &NodeDeviceRef, _: NodeDeviceEvent) {}
    fn secret(&self, _: &SecretRef, _: SecretEvent) {}
}

impl Host {
    /// A driver that finds nothing.
    pub(crate) fn new(name: &str) -> Self {
        Self::configured(name, "user = \"+0\"\ngroup = \"+0\"\n")
    }

    /// A driver that finds nothing but these lines in its configuration.
    pub(crate) fn configured(name: &str, lines: &str) -> Self {
        let root = PathBuf::from(format!("/tmp/fvq{}-{name}", std::process::id()));
        std::fs::create_dir_all(root.join("etc/libvirt")).expect("a root");
        std::fs::write(
            root.join("etc/libvirt/qemu.conf"),
            format!("{lines}remember_owner = 1\nseccomp_sandbox = 0\n"),
        )
        .expect("configured");
        let mut host = Self {
            root,
            events: Arc::default(),
            driver: None,
            own_root: true,
            stay: Stay::Permanent,
        };
        host.start();
        host
    }

    /// A driver over the folders of another one, which keeps them.
    pub(crate) fn over(root: PathBuf) -> Self {
        let mut host = Self {
            root,
            events: Arc::default(),
            driver: None,
            own_root: false,
            stay: Stay::Permanent,
        };
        host.start();
        host
    }

    /// The driver as after a restart of the daemon, over the same folders.
    pub(crate) fn restarted(&mut self) {
        self.driver = None;
        self.events = Arc::default();
        self.start();
    }

    /// The driver as a program's that comes and goes.
    pub(crate) fn passing(&mut self) {
        self.stay = Stay::Passing;
        self.restarted();
    }

    /// Waits as a program does that is about to end.
    pub(crate) fn settle_reboots(&self, time: Duration) {
        let (driver, _) = self.driver.as_ref().expect("started");
        driver.settle_reboots(time);
    }

    /// No driver, as after the end of the daemon.
    pub(crate) fn dropped(&mut self) {
        // A daemon that ends takes its threads along; here they would go on with what is changed next.
        if let Some((driver, _)) = &self.driver {
            driver.settle(0, Duration::from_secs(10));
        }
        self.driver = None;
    }

    /// The number of the process of a guest.
    pub(crate) fn pid_of(&self, name: &str) -> i32 {
        let file = self.path(&format!("run/libvirt/qemu/{name}.pid"));
        std::fs::read_to_string(file)
            .expect("it runs")
            .parse()
            .expect("a number")
    }

    fn start(&mut self) {
        let dirs = Dirs::host(&self.root, Privilege::System);
        let path = std::env::split_paths("/usr/sbin:/usr/bin:/sbin:/bin").collect::<Vec<_>>();
        let path = std::env::join_paths(path)
            .expect("joined")
            .to_string_lossy()
            .into_owned();
        let mut settings = Settings::new(dirs, self.events.clone(), path);
        settings.job_wait = Duration::from_secs(2);
        settings.monitor_wait = Duration::from_secs(3);
        settings.stay = self.stay;
        let driver = Qemu::start(settings).expect("the driver starts");
        let backend = QemuBackend::new(Arc::clone(&driver));
        let drivers = backend
            .open(&caller(), "qemu:///system")
            .expect("opened")
            .expect("ours");
        self.driver = Some((driver, Drivers::clone(&drivers)));
    }

    pub(crate) fn domain(&self) -> Arc<dyn DomainApi> {
        self.drivers().domain.clone().expect("domains are served")
    }

    pub(crate) fn node(&self) -> Arc<dyn NodeApi> {
        self.drivers().node.clone().expect("the host is served")
    }

    pub(crate) fn connect(&self) -> Arc<dyn ConnectApi> {
        self.drivers()
            .connect
            .clone()
            .expect("the connection is served")
    }

    pub(crate) fn qemu(&self) -> Arc<dyn QemuApi> {
        self.drivers()
            .qemu
            .clone()
            .expect("QEMU's own calls are served")
    }

    pub(crate) fn device(&self) -> Arc<dyn DomainDeviceApi> {
        let device = self.drivers().domain_device.clone();
        device.expect("devices are served")
    }

    pub(crate) fn guest(&self) -> Arc<dyn DomainGuestApi> {
        let guest = self.drivers().domain_guest.clone();
        guest.expect("the systems inside guests are served")
    }

    pub(crate) fn tune(&self) -> Arc<dyn DomainTuneApi> {
        let tune = self.drivers().domain_tune.clone();
        tune.expect("what guests use is served")
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    fn drivers(&self) -> &Drivers {
        &self.driver.as_ref().expect("started").1
    }

    /// The numbers of QEMU's processes that belong to this root.
    pub(crate) fn processes(&self) -> Vec<i32> {
        // With the slash: the name of one host may begin with that of another.
        let root = format!("{}/", self.root.display());
        let all = fv_sys::process::all().expect("/proc is there");
        let ours = |pid: &i32| {
            let arguments = fv_sys::process::arguments(*pid).unwrap_or_default();
            arguments
                .first()
                .is_some_and(|program| program.contains("qemu-system"))
                && arguments.iter().any(|argument| argument.contains(&root))
        };
        all.into_iter()
            .filter(ours)
            .filter(|pid| fv_sys::process::is_alive(*pid))
            .collect()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        for pid in self.processes().into_iter().filter(|_| self.own_root) {
            let _ = fv_sys::process::signal_pid(pid, fv_sys::signal::Signal::Kill);
        }
        self.driver = None;
        if self.own_root && !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.root);
        }
    }
}

/// Somebody who may do everything, on a connection of its own.
pub(crate) fn caller() -> Caller {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = ConnectionId(NEXT.fetch_add(1, Ordering::Relaxed));
    Caller::new(Identity::default(), Access::ReadWrite, Connection::new(id))
}

/// Waits until it holds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1500 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("not within half a minute: {what}");
}

/// Whether a file is there.
pub(crate) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
