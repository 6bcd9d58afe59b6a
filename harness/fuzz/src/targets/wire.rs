//! The protocol: frames, every message, errors.

use fv_wire_rpc::catalogue::codecs;
use fv_wire_rpc::{
    Header, Kind, Limits, PROGRAMS, Receiver, Status, decode_error, encode_packet, program,
};

use crate::{Generator, Outcome, Target};

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "frames",
        run: frames,
        seeds: frame_seeds,
        words: &["\0\0\0\u{1c}", "\0\0\0\0", " \0\u{0}\u{80}"],
        length_max: 128 * 1024,
    },
    Target {
        name: "messages",
        run: messages,
        seeds: message_seeds,
        words: &["\0\0\0\u{1}", "\0\0\0\u{4}abcd", "\0\0\0\0"],
        length_max: 16 * 1024,
    },
];

/// The first byte says in which pieces the bytes come; what comes out must not depend on it.
fn frames(bytes: &[u8]) -> Outcome {
    let Some((&piece, bytes)) = bytes.split_first() else {
        return Outcome(0);
    };
    let limits = if piece % 2 == 0 {
        Limits::PROTOCOL
    } else {
        Limits::BEFORE_OPEN
    };
    let whole = receive(bytes, bytes.len().max(1), limits);
    let pieces = receive(bytes, usize::from(piece) + 1, limits);
    assert_eq!(
        whole,
        pieces,
        "cut into pieces of {}",
        usize::from(piece) + 1
    );
    Outcome::of(&whole)
}

/// What a receiver makes of bytes: each packet and its procedure, then the error.
fn receive(bytes: &[u8], piece: usize, limits: Limits) -> Vec<String> {
    let mut receiver = Receiver::new(limits);
    let mut told = Vec::new();
    for part in bytes.chunks(piece) {
        receiver.add_bytes(part);
        loop {
            match receiver.next_frame() {
                Ok(Some(frame)) => {
                    let header = frame.header;
                    let known = program(header.program, header.version)
                        .and_then(|program| program.procedure(header.procedure));
                    let name = known.map(|procedure| procedure.name);
                    told.push(format!(
                        "{name:?} {:?} {:?} {}",
                        header.kind,
                        header.status,
                        frame.payload.len()
                    ));
                }
                Ok(None) => break,
                Err(error) => {
                    told.push(error.to_string());
                    return told;
                }
            }
        }
    }
    told
}

/// The first two bytes choose the message; what can be read is written the same way again.
fn messages(bytes: &[u8]) -> Outcome {
    let [high, low, payload @ ..] = bytes else {
        return Outcome(0);
    };
    let all: Vec<_> = codecs().collect();
    let index = usize::from(u16::from_be_bytes([*high, *low])) % all.len();
    let (name, codec) = all[index];
    let _ = decode_error(payload);
    match codec(payload) {
        Ok(echo) => {
            let again = codec(&echo.bytes);
            assert_eq!(
                again.as_ref().ok(),
                Some(&echo),
                "{name} written and read again"
            );
            assert!(
                echo.bytes.len() <= payload.len(),
                "{name} takes no more than it was read from"
            );
            Outcome::of(&(index, echo.bytes.len().min(64)))
        }
        Err(fault) => Outcome::of(&(index, Outcome::of_text(&fault.to_string()).0)),
    }
}

fn frame_seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (index, program) in PROGRAMS.iter().enumerate() {
        for kind in [Kind::Call, Kind::Reply, Kind::Stream] {
            let header = Header {
                program: program.number,
                version: program.version,
                procedure: 1 + index as i32,
                kind,
                serial: 7,
                status: Status::Ok,
            };
            let packet = encode_packet(&header, 0, &());
            let packet = packet.unwrap_or_default();
            // Twice the same, cut into different pieces.
            seeds.push([vec![index as u8 * 3], packet.clone(), packet].concat());
        }
    }
    seeds
}

/// For each message the shortest form, found by feeding zeros, and one of random bytes.
fn message_seeds() -> Vec<Vec<u8>> {
    let mut generator = Generator::new(7);
    let mut seeds = Vec::new();
    for (index, (_, codec)) in codecs().enumerate() {
        let choice = (index as u16).to_be_bytes();
        let payload = codec(&[0; 1024]).map(|echo| echo.bytes).unwrap_or_default();
        seeds.push([&choice[..], &payload].concat());
        let random: Vec<u8> = (0..64)
            .map(|_| generator.byte() & generator.byte())
            .collect();
        seeds.push([&choice[..], &random].concat());
    }
    seeds
}
