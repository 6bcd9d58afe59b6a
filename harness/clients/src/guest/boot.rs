//! The smallest guest: it prints `BOOT-OK` on the first serial port and then obeys single letters.
//!
//! It comes as a boot sector, started by the BIOS from a disk, and as a ROM, which is its own BIOS. The code is
//! the same but for what a BIOS would have set up. Every byte from the port is sent back; some do more:
//! `p` powers off by ACPI, `b` resets by the keyboard controller, `c` reports a panic, `h` stops for ever,
//! `n` counts up in memory and prints the count as a letter from `A` on, `r` reads and `w` writes the first sector
//! of the second disk (by the BIOS, so not in the ROM) and prints `+` or `-`, `d` wakes an ib700 watchdog that bites
//! at once. The power button prints `P` and powers off.

use super::asm::Code;

/// Bytes of a sector, and of the disk that holds just that.
const SECTOR_BYTES: usize = 512;
/// A disk of 1 MiB: large enough for every controller's idea of geometry.
const DISK_BYTES: usize = 1 << 20;
/// The ROM ends at the top of the first MiB.
const ROM_BYTES: usize = 0x1_0000;
/// Where a processor begins, in the ROM.
const RESET_VECTOR: usize = 0xfff0;

// Opcodes of jumps.
const JMP: u8 = 0xeb;
const JE: u8 = 0x74;
const JNE: u8 = 0x75;
const JNC: u8 = 0x73;
const LOOP: u8 = 0xe2;
const JMP_FAR: &[u8] = &[0xe9];
const JE_FAR: &[u8] = &[0x0f, 0x84];

/// Makes a raw disk of 1 MiB that boots into the guest.
pub fn boot_sector() -> Vec<u8> {
    bootable(main_loop)
}

/// Makes a raw disk of 1 MiB that boots into a guest which writes numbers to its first serial port without an end:
/// eight digits to the base of 16 and the end of the line, from `00000001` on.
pub fn flood_sector() -> Vec<u8> {
    bootable(flood)
}

fn bootable(program: fn(&mut Code)) -> Vec<u8> {
    let mut code = Code::default();
    code.raw(&[0xea, 0x05, 0x00, 0xc0, 0x07]); // jmp 0x07c0:0x0005: offsets count from the sector's start
    set_up_segments(&mut code);
    program(&mut code);
    let mut disk = code.finish();
    assert!(
        disk.len() <= SECTOR_BYTES - 2,
        "the guest is {} bytes",
        disk.len()
    );
    disk.resize(DISK_BYTES, 0);
    disk[SECTOR_BYTES - 2..SECTOR_BYTES].copy_from_slice(&[0x55, 0xaa]);
    disk
}

/// Makes a ROM of 64 KiB that is the whole firmware of a machine.
pub fn rom() -> Vec<u8> {
    let mut code = Code::default();
    set_up_segments(&mut code);
    set_up_interrupts(&mut code);
    set_up_power(&mut code);
    main_loop(&mut code);
    let mut rom = code.finish();
    rom.resize(ROM_BYTES, 0xf4);
    rom[RESET_VECTOR..RESET_VECTOR + 5].copy_from_slice(&[0xea, 0, 0, 0, 0xf0]); // jmp 0xf000:0
    rom
}

fn set_up_segments(code: &mut Code) {
    code.raw(&[0xfa, 0xfc]) // cli; cld
        .raw(&[0x31, 0xc0]) // xor ax, ax
        .raw(&[0x8e, 0xc0]) // mov es, ax
        .raw(&[0x8e, 0xd0]) // mov ss, ax
        .raw(&[0xbc, 0x00, 0x70]) // mov sp, 0x7000
        .raw(&[0x8c, 0xc8]) // mov ax, cs
        .raw(&[0x8e, 0xd8]) // mov ds, ax
        .raw(&[0x26, 0xc6, 0x06, 0x00, 0x60, b'A' - 1]); // mov byte [es:0x6000], 'A' - 1: the counter
}

/// What a BIOS does so that `hlt` wakes up: a timer that ticks, and a handler that says it was seen.
fn set_up_interrupts(code: &mut Code) {
    code.raw(&[0x31, 0xff, 0xb9, 0x00, 0x01]) // xor di, di; mov cx, 256
        .label("vector")
        .raw(&[0xb8])
        .offset("tick") // mov ax, tick
        .raw(&[0xab, 0x8c, 0xc8, 0xab]) // stosw; mov ax, cs; stosw
        .jump(LOOP, "vector");
    // The interrupt controllers: vectors from 0x20 on, everything masked but the timer.
    for (port, value) in [
        (0x20, 0x11), // begin, edge, cascade
        (0x21, 0x20), // first vector
        (0x21, 0x04), // the second controller hangs on line 2
        (0x21, 0x01), // 8086 mode
        (0x21, 0xfe), // mask
        (0x43, 0x34), // timer 0: rate generator
        (0x40, 0x9c), // 1193182 / 11932 …
        (0x40, 0x2e), // … is 100 ticks a second
    ] {
        code.raw(&[0xb0, value, 0xe6, port]); // mov al, value; out port, al
    }
    // The local APIC stands between controller and processor: off with it.
    code.raw(&[0x66, 0xb9, 0x1b, 0x00, 0x00, 0x00]) // mov ecx, 0x1b
        .raw(&[0x0f, 0x32, 0x80, 0xe4, 0xf7, 0x0f, 0x30]) // rdmsr; and ah, 0xf7; wrmsr
        .jump(JMP, "power")
        .label("tick")
        .raw(&[0x50, 0xb0, 0x20, 0xe6, 0x20, 0x58, 0xcf]); // push ax; mov al, 0x20; out 0x20, al; pop ax; iret
}

/// Maps the ACPI registers of both chip sets to port 0x600, where a BIOS puts them.
fn set_up_power(code: &mut Code) {
    code.label("power");
    for (address, value) in [
        (0x8000_0b40_u32, 0x0000_0601_u32), // PIIX4: base
        (0x8000_0b80, 0x0000_0001),         // PIIX4: on
        (0x8000_f840, 0x0000_0600),         // ICH9: base
        (0x8000_f844, 0x0000_0080),         // ICH9: on
    ] {
        code.raw(&[0x66, 0xb8]).raw(&address.to_le_bytes()); // mov eax, address
        code.raw(&[0xba, 0xf8, 0x0c, 0x66, 0xef]); // mov dx, 0xcf8; out dx, eax
        code.raw(&[0x66, 0xb8]).raw(&value.to_le_bytes()); // mov eax, value
        code.raw(&[0xba, 0xfc, 0x0c, 0x66, 0xef]); // mov dx, 0xcfc; out dx, eax
    }
}

fn main_loop(code: &mut Code) {
    code.raw(&[0xba, 0x02, 0x06, 0xb8, 0x00, 0x01, 0xef]) // mov dx, 0x602; mov ax, 0x100; out dx, ax: button on
        .raw(&[0xfb, 0xbe]) // sti; mov si, …
        .offset("banner")
        .label("print")
        .raw(&[0xac, 0x84, 0xc0]) // lodsb; test al, al
        .jump(JE, "main")
        .call("send")
        .jump(JMP, "print")
        .label("main")
        .raw(&[0xba, 0x00, 0x06, 0xed]) // mov dx, 0x600; in ax, dx
        .raw(&[0x83, 0xf8, 0xff]) // cmp ax, -1: a machine without ACPI
        .jump(JE, "port")
        .raw(&[0xf6, 0xc4, 0x01]) // test ah, 1
        .jump(JE, "port")
        .raw(&[0xb0, b'P']) // mov al, 'P'
        .call("send")
        .jump(JMP, "off")
        .label("port")
        .raw(&[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01]) // mov dx, 0x3fd; in al, dx; test al, 1
        .jump(JNE, "letter")
        .raw(&[0xf4]) // hlt
        .jump(JMP, "main")
        .label("letter")
        .raw(&[0xba, 0xf8, 0x03, 0xec]) // mov dx, 0x3f8; in al, dx
        .call("send");
    letters(code);
    send(code);
    code.label("banner").raw(b"BOOT-OK\r\n\0");
}

/// The routine `send`: sends al and keeps it.
fn send(code: &mut Code) {
    code.label("send")
        .raw(&[0x50, 0xba, 0xfd, 0x03]) // push ax; mov dx, 0x3fd
        .label("full")
        .raw(&[0xec, 0xa8, 0x20]) // in al, dx; test al, 0x20
        .jump(JE, "full")
        .raw(&[0x58, 0xba, 0xf8, 0x03, 0xee, 0xc3]); // pop ax; mov dx, 0x3f8; out dx, al; ret
}

fn flood(code: &mut Code) {
    code.raw(&[0x66, 0x31, 0xdb]) // xor ebx, ebx
        .label("line")
        .raw(&[0x66, 0x43, 0xb9, 0x08, 0x00]) // inc ebx; mov cx, 8
        .label("digit")
        .raw(&[0x66, 0xc1, 0xc3, 0x04]) // rol ebx, 4
        .raw(&[0x88, 0xd8, 0x24, 0x0f, 0x3c, 0x0a]) // mov al, bl; and al, 15; cmp al, 10
        .raw(&[0x72, 0x02, 0x04, 0x27, 0x04, 0x30]) // jb +2; add al, 'a' - '0' - 10; add al, '0'
        .call("send")
        .jump(LOOP, "digit")
        .raw(&[0xb0, b'\n']) // mov al, '\n'
        .call("send")
        .jump(JMP, "line");
    send(code);
}

fn letters(code: &mut Code) {
    for (letter, place) in [
        (b'p', "off"),
        (b'b', "reset"),
        (b'c', "panic"),
        (b'h', "stop"),
        (b'n', "count"),
        (b'r', "read"),
        (b'w', "write"),
        (b'd', "dog"),
    ] {
        code.raw(&[0x3c, letter]).far_jump(JE_FAR, place); // cmp al, letter; je place
    }
    code.far_jump(JMP_FAR, "main")
        .label("off")
        .raw(&[0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef]) // mov dx, 0x604; mov ax, 0x2000; out dx, ax
        .jump(JMP, "stop")
        .label("reset")
        .raw(&[0xb0, 0xfe, 0xe6, 0x64]) // mov al, 0xfe; out 0x64, al
        .label("stop")
        .raw(&[0xfa, 0xf4]) // cli; hlt
        .jump(JMP, "stop")
        .label("panic")
        .raw(&[0xba, 0x05, 0x05, 0xb0, 0x01, 0xee]) // mov dx, 0x505; mov al, 1; out dx, al
        .far_jump(JMP_FAR, "main")
        .label("count")
        .raw(&[0x26, 0xfe, 0x06, 0x00, 0x60]) // inc byte [es:0x6000]
        .raw(&[0x26, 0xa0, 0x00, 0x60]) // mov al, [es:0x6000]
        .call("send")
        .far_jump(JMP_FAR, "main")
        .label("read")
        .raw(&[0xb4, 0x02]) // mov ah, 2
        .jump(JMP, "disk")
        .label("write")
        .raw(&[0xb4, 0x03]) // mov ah, 3
        .label("disk")
        .raw(&[0xb0, 0x01, 0xbb, 0x00, 0x50]) // mov al, 1; mov bx, 0x5000: one sector at es:bx
        .raw(&[0xb9, 0x01, 0x00, 0xba, 0x81, 0x00]) // mov cx, 1; mov dx, 0x81: the first of the second disk
        .raw(&[0xcd, 0x13, 0xb0, b'+']) // int 0x13; mov al, '+'
        .jump(JNC, "told")
        .raw(&[0xb0, b'-']) // mov al, '-'
        .label("told")
        .call("send")
        .far_jump(JMP_FAR, "main")
        .label("dog")
        .raw(&[0xba, 0x43, 0x04, 0xb0, 0x0f, 0xee]) // mov dx, 0x443; mov al, 0x0f; out dx, al: in 0 s
        .far_jump(JMP_FAR, "main");
}
