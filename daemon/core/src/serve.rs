//! What the generated dispatch is written in: one call, decoded, permitted, run and encoded.
//!
//! A generated arm is `NUMBER => serve(call, |c, a: Args<'_>| …)`. Inside, `c` finds the
//! family's driver (`c.domain()?`), turns a claimed object into the driver's own and asks
//! permission on it (`c.on_domain(&a.dom)?`), and names the caller (`c.caller()`). The closure's
//! value is encoded as the reply; its error becomes an error reply.

use std::cell::Cell;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use fv_api::{
    AdminApi, Caller, CheckpointApi, CheckpointRef, ClientRef, ConnectApi, DomainApi,
    DomainDeviceApi, DomainGuestApi, DomainRef, DomainSaveApi, DomainTuneApi, InterfaceApi,
    InterfaceRef, LxcApi, MigrationApi, NetworkApi, NetworkPortApi, NetworkPortRef, NetworkRef,
    NodeApi, NodeDeviceApi, NwfilterApi, NwfilterBindingRef, NwfilterRef, QemuApi, Resolver,
    SecretApi, SecretRef, ServerRef, SnapshotApi, SnapshotRef, StoragePoolApi, StoragePoolRef,
    StorageVolApi, StorageVolRef, Stream,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::Uuid;
use fv_wire_rpc::{Decode, Encode, Header, Phase, Procedure};

use crate::access::{self, Object};
use crate::admin;
use crate::budget::{STREAMS_MAX, StreamPlace};
use crate::call::Reply;
use crate::client::{Client, Opened, Session};
use crate::limits::Service;
use crate::notice::Holes;
use crate::packet;
use crate::server::Shared;

/// A call whose arguments have not been looked at.
pub(crate) struct Call<'a> {
    pub(crate) shared: &'a Arc<Shared>,
    pub(crate) client: &'a Arc<Client>,
    pub(crate) header: &'a Header,
    pub(crate) procedure: &'static Procedure,
    pub(crate) payload: &'a [u8],
    /// Taken by the one arm that runs.
    pub(crate) descriptors: Cell<Vec<OwnedFd>>,
}

/// What becomes of a call.
pub(crate) type Answer = Result<Reply>;

/// What a running call works with.
pub(crate) struct Context<'a> {
    pub(crate) shared: &'a Arc<Shared>,
    pub(crate) client: &'a Arc<Client>,
    caller: Caller,
    opened: Option<Arc<Opened>>,
    procedure: &'static Procedure,
    /// What the rule for read-only connections asks for.
    argument: u32,
}

/// Runs a call that answers with a value.
pub(crate) fn serve<'a, A: Decode<'a>, R: Encode>(
    call: &Call<'a>,
    run: impl FnOnce(&Context<'a>, A) -> Result<R>,
) -> Answer {
    serve_flagged(call, |_| 0, run)
}

/// The same for a call in which an argument decides about read-only connections.
pub(crate) fn serve_flagged<'a, A: Decode<'a>, R: Encode>(
    call: &Call<'a>,
    argument: impl FnOnce(&A) -> u32,
    run: impl FnOnce(&Context<'a>, A) -> Result<R>,
) -> Answer {
    let header = call.header;
    let (context, arguments) = prepare(call, argument)?;
    let result = run(&context, arguments)?;
    Ok(Reply::plain(packet::reply(header, 0, &result)?))
}

/// Runs a call that answers with a value and descriptors.
pub(crate) fn serve_descriptors<'a, A: Decode<'a>, R: Encode>(
    call: &Call<'a>,
    run: impl FnOnce(&Context<'a>, A) -> Result<(R, Vec<OwnedFd>)>,
) -> Answer {
    let header = call.header;
    let (context, arguments) = prepare(call, |_| 0)?;
    let (result, descriptors) = run(&context, arguments)?;
    Ok(Reply {
        packet: packet::reply(header, descriptors.len(), &result)?,
        descriptors,
        stream: None,
    })
}

/// Runs a call that answers with a value and opens a stream.
///
/// `flags` tells whether the client knows holes, where the procedure has a flag for that.
pub(crate) fn serve_stream<'a, A: Decode<'a>, R: Encode>(
    call: &Call<'a>,
    flags: impl FnOnce(&A) -> u32,
    run: impl FnOnce(&Context<'a>, A) -> Result<(R, Box<dyn Stream>)>,
) -> Answer {
    let (header, procedure) = (call.header, call.procedure);
    let (context, arguments) = prepare(call, |_| 0)?;
    let holes = match flags(&arguments) & procedure.sparse {
        0 => Holes::Unknown,
        _ => Holes::Known,
    };
    let operator = call.shared.limits(call.client.service).operator;
    let place = StreamPlace::take(call.client, operator).ok_or_else(|| {
        let text = format!("too many open streams, a client may have {STREAMS_MAX}");
        Error::new(ErrorDomain::Streams, ErrorCode::OperationFailed, text)
    })?;
    let (result, stream) = run(&context, arguments)?;
    Ok(Reply {
        packet: packet::reply(header, 0, &result)?,
        descriptors: Vec::new(),
        stream: Some((stream, holes, place)),
    })
}

/// Refuses a procedure that no arm serves.
pub(crate) fn unserved(call: &Call<'_>) -> Answer {
    let procedure = call.procedure;
    Err(Error::unsupported(procedure.domain, procedure.function))
}

/// Decodes the arguments and checks what can be checked before the call runs.
fn prepare<'a, A: Decode<'a>>(
    call: &Call<'a>,
    argument: impl FnOnce(&A) -> u32,
) -> Result<(Context<'a>, A)> {
    let arguments = A::decode(call.payload).map_err(|fault| {
        Error::new(
            ErrorDomain::Rpc,
            ErrorCode::Rpc,
            "Unable to decode message payload",
        )
        .with_source(fault)
    })?;
    let Session {
        identity,
        access,
        opened,
        ..
    } = call.client.session();
    let connection = Arc::clone(&call.client.connection);
    let context = Context {
        shared: call.shared,
        client: call.client,
        caller: Caller::new(identity, access, connection).with_descriptors(call.descriptors.take()),
        opened,
        procedure: call.procedure,
        argument: argument(&arguments),
    };
    let is_main = call.client.service == Service::Main;
    if is_main && call.procedure.phase == Phase::Open && !context.answers_unopened() {
        context.opened()?;
    }
    // Before anything is looked up, so that a refusal tells nothing about what exists.
    context.permit(Object::CONNECTION)?;
    Ok((context, arguments))
}

impl Call<'_> {
    /// What is called.
    pub(crate) fn procedure(&self) -> &'static Procedure {
        self.procedure
    }
}

impl Context<'_> {
    /// Who calls.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// What the connection has opened.
    pub(crate) fn opened(&self) -> Result<&Arc<Opened>> {
        self.opened
            .as_ref()
            .ok_or_else(|| Error::internal(ErrorDomain::Rpc, "hypervisor connection not open"))
    }

    /// The error for a family that the connection has no driver for.
    pub(crate) fn unsupported(&self) -> Error {
        Error::unsupported(self.procedure.domain, self.procedure.function)
    }

    /// Refuses an answer that would be longer than the protocol permits.
    #[expect(clippy::unused_self, reason = "called like its siblings")]
    pub(crate) fn at_most(&self, name: &str, asked: i64, max: i64) -> Result<()> {
        match asked <= max {
            true => Ok(()),
            false => Err(Error::internal(
                ErrorDomain::Rpc,
                format!("{name} > {max}: {asked}"),
            )),
        }
    }

    /// The daemon itself, for those who came by the operators' socket.
    pub(crate) fn admin(&self) -> Result<&dyn AdminApi> {
        Ok(&**self.shared)
    }

    /// The service that an operator names.
    #[expect(clippy::unused_self, reason = "called like its siblings")]
    pub(crate) fn on_server(&self, claimed: &ServerRef) -> Result<ServerRef> {
        admin::service(&claimed.name).map(admin::server_ref)
    }

    /// The client that an operator names.
    pub(crate) fn on_client(&self, claimed: &ClientRef) -> Result<ClientRef> {
        let service = admin::service(&claimed.srv.name)?;
        let client = self.shared.client(service, claimed.id)?;
        Ok(admin::client_ref(&client))
    }

    /// The driver's own domains behind what the client claims, permitted.
    ///
    /// One that is gone meanwhile fails nobody who asks about many. Its place is kept by a domain that there cannot
    /// be, for an empty list asks about all.
    pub(crate) fn on_domains(&self, claimed: &[DomainRef]) -> Result<Vec<DomainRef>> {
        let resolve = |dom| match self.on_domain(dom) {
            Err(error) if error.code() == ErrorCode::NoDomain => Ok(nobody()),
            resolved => resolved,
        };
        claimed.iter().map(resolve).collect()
    }

    /// Asks whether this call may be made about this object.
    fn permit(&self, object: Object<'_>) -> Result<()> {
        access::check(&self.caller, self.procedure, self.argument, object)
    }

    /// Features of the wire itself are asked for before anything is opened.
    fn answers_unopened(&self) -> bool {
        self.procedure.name == "connect_supports_feature"
    }
}

/// A domain that there is not.
fn nobody() -> DomainRef {
    DomainRef {
        name: String::new(),
        uuid: Uuid::from_bytes([0; Uuid::LEN]),
        id: -1,
    }
}

/// Gives the context an accessor for each family of drivers.
macro_rules! families {
    ($($family:ident: $api:ident,)*) => {
        impl Context<'_> {$(
            #[doc = concat!("The connection's driver for `", stringify!($api), "`.")]
            pub(crate) fn $family(&self) -> Result<&dyn $api> {
                let driver = self.opened()?.drivers.$family.as_deref();
                driver.ok_or_else(|| self.unsupported())
            }
        )*}
    };
}

families! {
    resolver: Resolver,
    connect: ConnectApi,
    node: NodeApi,
    domain: DomainApi,
    domain_device: DomainDeviceApi,
    domain_tune: DomainTuneApi,
    domain_guest: DomainGuestApi,
    domain_save: DomainSaveApi,
    migration: MigrationApi,
    snapshot: SnapshotApi,
    checkpoint: CheckpointApi,
    qemu: QemuApi,
    lxc: LxcApi,
    network: NetworkApi,
    network_port: NetworkPortApi,
    interface: InterfaceApi,
    storage_pool: StoragePoolApi,
    storage_vol: StorageVolApi,
    node_device: NodeDeviceApi,
    nwfilter: NwfilterApi,
    secret: SecretApi,
}

/// Gives the context a way from each kind of claimed object to the driver's own.
macro_rules! objects {
    ($($on:ident $resolve:ident $kind:literal $object:ident, $name:expr;)*) => {
        impl Context<'_> {$(
            #[doc = concat!("The driver's own ", $kind, " behind what the client claims, permitted.")]
            pub(crate) fn $on(&self, claimed: &$object) -> Result<$object> {
                let found = self.resolver()?.$resolve(claimed)?;
                let name: fn(&$object) -> &str = $name;
                self.permit(Object { kind: $kind, name: name(&found) })?;
                Ok(found)
            }
        )*}
    };
}

objects! {
    on_domain resolve_domain "domain" DomainRef, |found| &found.name;
    on_snapshot resolve_snapshot "domain-snapshot" SnapshotRef, |found| &found.name;
    on_checkpoint resolve_checkpoint "domain-checkpoint" CheckpointRef, |found| &found.name;
    on_network resolve_network "network" NetworkRef, |found| &found.name;
    on_network_port resolve_network_port "network-port" NetworkPortRef, |found| &found.net.name;
    on_interface resolve_interface "interface" InterfaceRef, |found| &found.name;
    on_storage_pool resolve_storage_pool "storage-pool" StoragePoolRef, |found| &found.name;
    on_storage_vol resolve_storage_vol "storage-vol" StorageVolRef, |found| &found.name;
    on_nwfilter resolve_nwfilter "nwfilter" NwfilterRef, |found| &found.name;
    on_nwfilter_binding resolve_nwfilter_binding "nwfilter-binding" NwfilterBindingRef,
        |found| &found.portdev;
    on_secret resolve_secret "secret" SecretRef, |found| &found.usage_id;
}
