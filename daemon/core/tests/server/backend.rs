//! A hypervisor for the tests: one domain named `guest`, and calls that do odd things.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use fv_api::{
    Backend, Caller, ConnectApi, ConnectListAllDomains, DomainApi, DomainEvent, DomainRef,
    DomainState, Drivers, EventSink, QemuApi, QemuEvent, Resolver, StorageVolApi, StorageVolRef,
    Stream, StreamRead,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::Uuid;

/// What tests see of the back end and do to it.
#[derive(Clone)]
pub(crate) struct Tiny {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Default)]
pub(crate) struct Shared {
    /// Calls that wait for the guest wait until this is true.
    gate: Mutex<bool>,
    opened: Condvar,
    /// Calls that wait right now.
    pub(crate) waiting: AtomicUsize,
    /// Domains that run.
    pub(crate) running: AtomicUsize,
    /// Connections whose end was told.
    pub(crate) closed: AtomicUsize,
    /// What happened to streams.
    pub(crate) stream_log: Mutex<Vec<String>>,
    /// The other end of the console that is opened next.
    pub(crate) console: Mutex<Option<UnixStream>>,
    /// Reads that a console without a descriptor plays.
    pub(crate) script: Mutex<VecDeque<StreamRead>>,
    sink: Mutex<Option<Arc<dyn EventSink>>>,
}

pub(crate) fn guest() -> DomainRef {
    DomainRef {
        name: "guest".into(),
        uuid: Uuid::from_bytes([7; 16]),
        id: 1,
    }
}

impl Tiny {
    pub(crate) fn new() -> Self {
        Self {
            shared: Arc::default(),
        }
    }

    pub(crate) fn report_to(&self, sink: Arc<dyn EventSink>) {
        *self.shared.sink.lock().unwrap() = Some(sink);
    }

    pub(crate) fn sink(&self) -> Arc<dyn EventSink> {
        Arc::clone(self.shared.sink.lock().unwrap().as_ref().unwrap())
    }

    /// Lets everything that waits for the guest go on.
    pub(crate) fn open_gate(&self) {
        *self.shared.gate.lock().unwrap() = true;
        self.shared.opened.notify_all();
    }

    pub(crate) fn waiting(&self) -> usize {
        self.shared.waiting.load(Ordering::SeqCst)
    }

    pub(crate) fn stream_log(&self) -> Vec<String> {
        self.shared.stream_log.lock().unwrap().clone()
    }

    fn scripted(&self) -> Box<dyn Stream> {
        Box::new(Console {
            tiny: self.clone(),
            socket: None,
        })
    }

    fn wait(&self) {
        self.shared.waiting.fetch_add(1, Ordering::SeqCst);
        let mut open = self.shared.gate.lock().unwrap();
        while !*open {
            open = self.shared.opened.wait(open).unwrap();
        }
        self.shared.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Backend for Tiny {
    fn open(&self, caller: &Caller, uri: &str) -> Result<Option<Arc<Drivers>>> {
        if !(uri.is_empty() || uri.starts_with("tiny:") || uri.starts_with("qemu:")) {
            return Ok(None);
        }
        let shared = Arc::clone(&self.shared);
        caller.connection.on_close(move || {
            shared.closed.fetch_add(1, Ordering::SeqCst);
        });
        Ok(Some(Arc::new(Drivers {
            uri: "tiny:///system".into(),
            resolver: Some(Arc::new(self.clone())),
            connect: Some(Arc::new(self.clone())),
            domain: Some(Arc::new(self.clone())),
            qemu: Some(Arc::new(self.clone())),
            storage_vol: Some(Arc::new(self.clone())),
            ..Drivers::default()
        })))
    }
}

impl Resolver for Tiny {
    fn resolve_domain(&self, claimed: &DomainRef) -> Result<DomainRef> {
        if claimed.uuid == guest().uuid {
            return Ok(guest());
        }
        let text = format!("no domain with matching uuid '{}'", claimed.uuid);
        Err(Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, text))
    }

    fn resolve_storage_vol(&self, claimed: &StorageVolRef) -> Result<StorageVolRef> {
        Ok(claimed.clone())
    }
}

/// Volumes are streams that play the script and write down what comes.
impl StorageVolApi for Tiny {
    fn download(
        &self,
        _: &Caller,
        _: &StorageVolRef,
        _: u64,
        _: u64,
        _: u32,
    ) -> Result<Box<dyn Stream>> {
        Ok(self.scripted())
    }

    fn upload(
        &self,
        _: &Caller,
        _: &StorageVolRef,
        _: u64,
        _: u64,
        _: u32,
    ) -> Result<Box<dyn Stream>> {
        Ok(self.scripted())
    }
}

impl ConnectApi for Tiny {
    fn driver_type(&self, _: &Caller) -> Result<String> {
        Ok("QEMU".into())
    }

    fn version(&self, _: &Caller) -> Result<u64> {
        Ok(10_000_002)
    }

    fn lib_version(&self, _: &Caller) -> Result<u64> {
        Ok(11_003_000)
    }

    fn hostname(&self, _: &Caller) -> Result<String> {
        Ok("tinyhost".into())
    }

    fn uri(&self, _: &Caller) -> Result<String> {
        Ok("tiny:///system".into())
    }

    fn supports_feature(&self, _: &Caller, _: i32) -> Result<i32> {
        Ok(0)
    }

    fn capabilities(&self, _: &Caller) -> Result<String> {
        Ok("x".repeat(4_000_000))
    }

    fn num_of_domains(&self, _: &Caller) -> Result<i32> {
        Ok(self.shared.running.load(Ordering::SeqCst) as i32)
    }

    fn list_all_domains(&self, _: &Caller, need: i32, _: u32) -> Result<ConnectListAllDomains> {
        Ok(ConnectListAllDomains {
            domains: if need == 0 { Vec::new() } else { vec![guest()] },
            ret: 1,
        })
    }

    fn domain_xml_from_native(&self, _: &Caller, _: &str, config: &str, _: u32) -> Result<String> {
        Ok(config.len().to_string())
    }
}

impl DomainApi for Tiny {
    fn lookup_by_name(&self, _: &Caller, name: &str) -> Result<DomainRef> {
        match name {
            "guest" => Ok(guest()),
            "panic" => panic!("asked to"),
            _ => {
                let text = format!("no domain with matching name '{name}'");
                Err(Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, text))
            }
        }
    }

    fn state(&self, _: &Caller, _: &DomainRef, _: u32) -> Result<DomainState> {
        Ok(DomainState {
            state: 1,
            reason: 1,
        })
    }

    fn xml_desc(&self, _: &Caller, dom: &DomainRef, _: u32) -> Result<String> {
        Ok(format!("<domain><name>{}</name></domain>", dom.name))
    }

    /// Runs on a worker, at once.
    fn define_xml(&self, _: &Caller, xml: &str) -> Result<DomainRef> {
        assert!(!xml.contains("panic"), "asked to");
        Ok(guest())
    }

    /// Waits for the guest's monitor.
    fn resume(&self, _: &Caller, _: &DomainRef) -> Result<()> {
        self.wait();
        Ok(())
    }

    /// Reports an event before it returns.
    fn suspend(&self, _: &Caller, dom: &DomainRef) -> Result<()> {
        let event = DomainEvent::Lifecycle {
            event: 3,
            detail: 0,
        };
        self.sink().domain(dom, event);
        Ok(())
    }

    fn destroy(&self, _: &Caller, _: &DomainRef) -> Result<()> {
        Ok(())
    }

    fn open_console(
        &self,
        _: &Caller,
        _: &DomainRef,
        _: Option<&str>,
        _: u32,
    ) -> Result<Box<dyn Stream>> {
        let socket = self.shared.console.lock().unwrap().take();
        Ok(Box::new(Console {
            tiny: self.clone(),
            socket,
        }))
    }

    fn open_graphics_fd(
        &self,
        _: &Caller,
        _: &DomainRef,
        count: u32,
        _: u32,
    ) -> Result<Vec<OwnedFd>> {
        let mut descriptors = Vec::new();
        for number in 0..count {
            let (ours, theirs) = UnixStream::pair().unwrap();
            (&ours).write_all(&[b'a' + number as u8]).unwrap();
            descriptors.push(theirs.into());
        }
        Ok(descriptors)
    }

    /// Writes into what came along, to show that it arrived.
    fn fd_associate(&self, caller: &Caller, _: &DomainRef, name: &str, _: u32) -> Result<()> {
        for (number, descriptor) in caller.take_descriptors().into_iter().enumerate() {
            let mut stream = UnixStream::from(descriptor);
            stream
                .write_all(format!("{name}{number}").as_bytes())
                .unwrap();
        }
        Ok(())
    }
}

impl QemuApi for Tiny {
    fn monitor_command(&self, _: &Caller, dom: &DomainRef, cmd: &str, _: u32) -> Result<String> {
        let event = QemuEvent::Monitor {
            event: cmd.into(),
            seconds: 1,
            micros: 2,
            details: None,
        };
        self.sink().qemu(dom, event);
        Ok("{}".into())
    }
}

/// A console: a socket, or what the script says.
struct Console {
    tiny: Tiny,
    socket: Option<UnixStream>,
}

impl Console {
    fn note(&self, text: &str) {
        self.tiny
            .shared
            .stream_log
            .lock()
            .unwrap()
            .push(text.into());
    }
}

impl Stream for Console {
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.socket.as_ref().map(AsFd::as_fd)
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead> {
        let Some(socket) = &mut self.socket else {
            let next = self.tiny.shared.script.lock().unwrap().pop_front();
            let next = next.unwrap_or(StreamRead::Pending);
            if let StreamRead::Data(count) = next {
                buffer[..count].fill(b'z');
            }
            return Ok(next);
        };
        match socket.read(buffer) {
            Ok(0) => Ok(StreamRead::End),
            Ok(count) => Ok(StreamRead::Data(count)),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(StreamRead::Pending),
            Err(error) => Err(Error::system(ErrorDomain::Streams, error, "console")),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.starts_with(b"panic") {
            panic!("asked to");
        }
        let Some(socket) = &mut self.socket else {
            self.note(&format!("write {}", bytes.len()));
            return Ok(bytes.len());
        };
        match socket.write(bytes) {
            Ok(count) => Ok(count),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(0),
            Err(error) => Err(Error::system(ErrorDomain::Streams, error, "console")),
        }
    }

    fn skip(&mut self, length: u64) -> Result<()> {
        self.note(&format!("skip {length}"));
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.note("finish");
        Ok(())
    }

    fn abort(&mut self) {
        self.note("abort");
    }
}
