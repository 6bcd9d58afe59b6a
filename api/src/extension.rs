//! What Ferrovirt adds to libvirt's calls: bits of flags that libvirt leaves free.
//!
//! A bit is taken from the top, so that libvirt's own, which grow from the bottom, never meet
//! it. A daemon that does not know a bit refuses it as libvirt refuses any unknown flag, so a
//! client that uses one learns at once whether it is understood; libvirt's clients never set it.

/// A flag that turns a start into a preflight: the start is planned and checked, and nothing is
/// started or touched.
///
/// With [`create_with_flags`](crate::DomainApi::create_with_flags) and
/// [`create_xml`](crate::DomainApi::create_xml) the call fails with `VIR_ERR_OPERATION_FAILED`
/// where something would keep the domain from starting. The first line of the message names the
/// domain; each further line is one blocker: a word for its kind, a colon, and what a start would
/// fail with. A message has room for about a thousand bytes; if that is not enough, its last line
/// says how many more there are.
///
/// With [`domain_xml_to_native`](crate::ConnectApi::domain_xml_to_native) the lines are the
/// answer, all of them, in place of the command; none means that nothing is in the way.
pub const START_CHECK: u32 = 1 << 30;
