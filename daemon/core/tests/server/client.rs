//! A client that sends whatever it is told.

use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use fv_error::Error;
use fv_sys::unix;
use fv_wire_rpc::{
    ConnectOpenArgs, Decode, Encode, Header, Kind, Limits, Packet, REMOTE, Receiver, Status,
    decode_error, encode_packet,
};

pub(crate) struct Client {
    pub(crate) socket: UnixStream,
    receiver: Receiver,
    serial: u32,
}

/// Bytes as they are.
pub(crate) struct Raw<'a>(pub(crate) &'a [u8]);

impl Encode for Raw<'_> {
    fn encode(&self, out: &mut fv_wire_rpc::Encoder) {
        out.raw(self.0);
    }
}

impl Client {
    pub(crate) fn connect(path: &Path) -> Self {
        let socket = UnixStream::connect(path).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        Self {
            socket,
            receiver: Receiver::new(Limits::PROTOCOL),
            serial: 0,
        }
    }

    pub(crate) fn authenticate(&mut self) {
        self.call(66, &()).unwrap();
    }

    pub(crate) fn open(&mut self) {
        self.authenticate();
        self.open_with(0);
    }

    pub(crate) fn open_with(&mut self, flags: u32) {
        let name = Some("tiny:///system");
        self.call(1, &ConnectOpenArgs { name, flags }).unwrap();
    }

    /// The header of the next call.
    pub(crate) fn header(&mut self, procedure: i32) -> Header {
        self.serial += 1;
        Header {
            program: REMOTE.number,
            version: REMOTE.version,
            procedure,
            kind: Kind::Call,
            serial: self.serial - 1,
            status: Status::Ok,
        }
    }

    pub(crate) fn send(&mut self, header: &Header, payload: &impl Encode) {
        let bytes = encode_packet(header, 0, payload).unwrap();
        self.socket.write_all(&bytes).unwrap();
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        // The server may have closed already, which the test sees by reading.
        let _ = self.socket.write_all(bytes);
    }

    pub(crate) fn send_with_descriptors(
        &mut self,
        procedure: i32,
        payload: &impl Encode,
        descriptors: &[impl AsFd],
    ) -> Header {
        let header = Header {
            kind: Kind::CallWithDescriptors,
            ..self.header(procedure)
        };
        let bytes = encode_packet(&header, descriptors.len(), payload).unwrap();
        self.socket.write_all(&bytes).unwrap();
        for descriptor in descriptors {
            let sent = unix::send(&self.socket, &[0], &[descriptor.as_fd()]).unwrap();
            assert_eq!(sent, 1);
        }
        header
    }

    /// The next packet, whatever it is; nothing when the server closed the connection.
    pub(crate) fn receive(&mut self) -> Option<Packet> {
        loop {
            if let Some(frame) = self.receiver.next_frame().unwrap() {
                return Some(frame.into_packet());
            }
            let received = match unix::receive(&self.socket, self.receiver.space()) {
                Ok(received) => received,
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("nothing came: {error}"),
            };
            if received.bytes == 0 {
                return None;
            }
            self.receiver.filled(received.bytes);
            self.receiver.add_descriptors(received.fds);
        }
    }

    /// The reply to this call; nothing else may come before it.
    pub(crate) fn reply(&mut self, call: &Header) -> Result<Packet, Error> {
        let packet = self.receive().expect("the connection lives");
        let header = packet.header;
        assert_eq!(
            (header.procedure, header.serial),
            (call.procedure, call.serial)
        );
        assert!(matches!(
            header.kind,
            Kind::Reply | Kind::ReplyWithDescriptors
        ));
        match header.status {
            Status::Error => Err(decode_error(&packet.payload).unwrap()),
            _ => Ok(packet),
        }
    }

    pub(crate) fn call(&mut self, procedure: i32, payload: &impl Encode) -> Result<Packet, Error> {
        let header = self.header(procedure);
        self.send(&header, payload);
        self.reply(&header)
    }

    /// The message of the error that a call is answered with.
    pub(crate) fn refused(&mut self, procedure: i32, payload: &impl Encode) -> String {
        self.call(procedure, payload)
            .unwrap_err()
            .message()
            .to_string()
    }

    /// Whether the server answers a plain call.
    pub(crate) fn is_served(&mut self) -> bool {
        let reply = self.call(59, &()).unwrap();
        text(&reply) == "tinyhost"
    }

    /// Waits until the server closes the connection; other packets are skipped.
    pub(crate) fn expect_closed(&mut self) {
        while self.receive().is_some() {}
    }

    /// Whether nothing comes for a while.
    pub(crate) fn is_quiet(&mut self) -> bool {
        let short = Some(Duration::from_millis(300));
        self.socket.set_read_timeout(short).unwrap();
        let result = self.socket.read(&mut [0; 1]);
        self.socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        matches!(result, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
    }
}

/// A result that is one text.
pub(crate) fn text(packet: &Packet) -> String {
    fv_wire_rpc::ConnectGetHostnameRet::decode(&packet.payload)
        .unwrap()
        .hostname
}

/// A pair of connected sockets, one as a stream.
pub(crate) fn pair() -> (UnixStream, OwnedFd) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    ours.set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    (ours, theirs.into())
}
