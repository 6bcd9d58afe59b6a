//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/checkpoint.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainCheckpointCreateXmlArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml_desc: &'a str as Text, flags: u32 as Plain,
    }
    DomainCheckpointGetXmlDescArgs<'a> {
        checkpoint: Cow<'a, CheckpointRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainListAllCheckpointsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, need_results: i32 as Plain, flags: u32 as Plain,
    }
    DomainCheckpointListAllChildrenArgs<'a> {
        checkpoint: Cow<'a, CheckpointRef> as Lent<Wire>, need_results: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainCheckpointLookupByNameArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, name: &'a str as Text, flags: u32 as Plain,
    }
    DomainCheckpointGetParentArgs<'a> {
        checkpoint: Cow<'a, CheckpointRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainCheckpointDeleteArgs<'a> {
        checkpoint: Cow<'a, CheckpointRef> as Lent<Wire>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    DomainCheckpointCreateXmlRet { checkpoint: CheckpointRef as Wire }
    DomainCheckpointGetXmlDescRet { xml: String as Text }
    DomainCheckpointLookupByNameRet { checkpoint: CheckpointRef as Wire }
    DomainCheckpointGetParentRet { parent: CheckpointRef as Wire }
}

xdr_form! { Wire;
    DomainListAllCheckpoints {
        checkpoints: Vec<CheckpointRef> as List<Wire, 16384>, ret: i32 as Plain,
    }
    DomainCheckpointListAllChildren {
        checkpoints: Vec<CheckpointRef> as List<Wire, 16384>, ret: i32 as Plain,
    }
}
