//! Domains in the words of their hypervisor.

use fv_tool_shell::{Command, Failure, Opt, Outcome, Reply, Rule};

use super::lifecycle::read_file;
use super::options::all_domains;
use super::{Args, xml};
use crate::Session;

const FORMAT: Opt<Session> = Opt::text("format", "the hypervisor's form, such as qemu-argv")
    .required()
    .positional();

pub(super) const COMMANDS: &[Command<Session>] = &[
    Command::new("domxml-from-native", from, "read a hypervisor's own form")
        .about("Turns a hypervisor's own configuration of a domain into XML.")
        .options(&[
            FORMAT,
            Opt::text("config", "the file with the configuration")
                .required()
                .positional(),
        ]),
    Command::new("domxml-to-native", to, "write a hypervisor's own form")
        .about("Turns the XML of a domain into a hypervisor's own configuration; starts nothing.")
        .options(&[
            FORMAT,
            Opt::text("domain", "a domain, by name, id or uuid").completed_by(all_domains),
            Opt::text("xml", "a file with the XML of one").positional_of_old(),
        ])
        .rules(&[Rule::Exclusive("domain", "xml")]),
];

fn from(session: &mut Session, args: &Args) -> Outcome {
    let format = args.required("format")?;
    let config = read_file(args.required("config")?)?;
    let link = session.link()?;
    let text = link
        .connect()?
        .domain_xml_from_native(&link.caller, format, &config, 0)?;
    Ok(Reply::text(text))
}

fn to(session: &mut Session, args: &Args) -> Outcome {
    let format = args.required("format")?;
    let path = args.text("xml")?;
    let (link, text) = if args.has("domain") {
        let (link, dom) = session.domain(args)?;
        let text = xml::description(&link, &dom, 0);
        let text = text.map_err(|error| Failure::new("failed to retrieve XML").because(error))?;
        (link, text)
    } else if let Some(path) = path {
        (session.link()?, read_file(path)?)
    } else {
        return Err(Failure::new("need either domain or domain XML"));
    };
    let native = link
        .connect()?
        .domain_xml_to_native(&link.caller, format, &text, 0)?;
    Ok(Reply::text(native))
}
