//! The thread that serves connections.

use std::{
    future::poll_fn,
    io, net,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, State, connect_info::Connected},
    serve::{IncomingStream, Listener, serve},
};
use http::{Method, Request, Response, StatusCode, request::Parts};
use tokio::{net::TcpListener, runtime::Builder, task::AbortHandle, time::timeout};

use super::{
    connection::{Connection, ConnectionReader, ConnectionWriter},
    delivery::deliver,
    websocket,
};
use crate::{
    Gateway,
    ecs::VNC_PATH,
    gateway::{Answer, ConnectionNumber},
};

/// The maximum number of bytes in a request body.
const MAX_BODY: usize = 1024 * 1024;

/// The maximum number of bytes that are discarded after a body has exceeded [`MAX_BODY`].
const MOST_DISCARDED: usize = 64 * 1024 * 1024;

/// Discarding ends when the client sends nothing for this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub(crate) type Clock = Box<dyn Fn() -> SystemTime + Send + Sync>;

/// The state that the thread of the server and its handle share.
pub(crate) struct Shared {
    gateway: Mutex<Gateway>,
    clock: Clock,
    /// The time without a frame after which a WebSocket session ends.
    idle: Duration,
    pub(crate) connections: AtomicU64,
}

impl Shared {
    /// Locks the gateway, even if an earlier request panicked. The gateway remains usable after a
    /// panic.
    pub(crate) fn gateway(&self) -> MutexGuard<'_, Gateway> {
        self.gateway.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.clock)()
    }

    /// Answers a request. `body` is `None` if the body was too large.
    fn answer(&self, head: Parts, body: Option<Vec<u8>>) -> Answer {
        let now = self.now();
        let mut gateway = self.gateway();
        match body {
            Some(body) => gateway.answer_over_wire(&Request::from_parts(head, body), now),
            None => gateway.answer_too_large(&Request::from_parts(head, ()), now),
        }
    }
}

/// The thread that serves connections. Dropping this value ends the thread.
pub(crate) struct Server {
    shared: Arc<Shared>,
    abort: AbortHandle,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(
        listener: net::TcpListener,
        gateway: Gateway,
        clock: Clock,
        idle: Duration,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            gateway: Mutex::new(gateway),
            clock,
            idle,
            connections: AtomicU64::new(0),
        });
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let task = {
            let _context = runtime.enter();
            listener.set_nonblocking(true)?;
            let listener = CountingListener {
                listener: TcpListener::from_std(listener)?,
                shared: shared.clone(),
            };
            let service = Router::new().fallback(handle).with_state(shared.clone());
            let service = service.into_make_service_with_connect_info::<Peer>();
            runtime.spawn(async { serve(listener, service).await })
        };
        let abort = task.abort_handle();
        // When the thread ends, the runtime is dropped, which closes all open connections.
        let thread = thread::Builder::new()
            .name("alicloud-emulator".to_owned())
            .spawn(move || {
                let _aborted = runtime.block_on(task);
            })?;
        Ok(Self {
            shared,
            abort,
            thread: Some(thread),
        })
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn wait(mut self) -> io::Result<()> {
        self.join();
        Err(io::Error::other("the server thread of the emulator ended"))
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, it has already reported the panic.
            let _panicked = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.abort.abort();
        self.join();
    }
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request<Body>,
) -> Response<Body> {
    let (mut head, body) = request.into_parts();
    head.extensions.insert(peer.number);
    let is_vnc = head.method == Method::GET && head.uri.path() == VNC_PATH;
    if is_vnc && websocket::is_websocket(&head.headers) {
        return open_websocket(&shared, head, &peer).await;
    }
    let body = match read_body(body).await {
        Received::Whole(body) => Some(body),
        Received::TooLarge(rest) => {
            tokio::spawn(discard(rest));
            None
        }
        Received::Incomplete => {
            let mut refusal = Response::new(Body::from("The body is incomplete.\n"));
            *refusal.status_mut() = StatusCode::BAD_REQUEST;
            return refusal;
        }
    };
    deliver(shared.answer(head, body), &peer.writer).await
}

/// The body of a request.
enum Received {
    Whole(Vec<u8>),
    /// The body is too large. The rest of it isn't read yet.
    TooLarge(Body),
    /// The client ended the body early.
    Incomplete,
}

async fn read_body(mut body: Body) -> Received {
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Received::TooLarge(body);
    }
    let mut bytes = Vec::new();
    while let Some(data) = next_bytes(&mut body).await {
        let Ok(data) = data else {
            return Received::Incomplete;
        };
        bytes.extend_from_slice(&data);
        if bytes.len() > MAX_BODY {
            return Received::TooLarge(body);
        }
    }
    Received::Whole(bytes)
}

/// Reads and forgets the rest of a body, until the client pauses. Many clients read the answer only
/// after they have sent the whole body.
async fn discard(mut body: Body) {
    let mut received = 0;
    while let Ok(Some(Ok(data))) = timeout(LONGEST_PAUSE, next_bytes(&mut body)).await {
        received += data.len();
        if received > MOST_DISCARDED {
            break;
        }
    }
}

/// The next bytes of a body, which are empty for trailers.
async fn next_bytes(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

/// Opens the WebSocket of a `VncUrl`, and returns when the session has ended. The returned response
/// then never reaches the client, because the session has taken the connection.
///
/// The HTTP server may have read bytes that follow the handshake. These bytes are lost, but RFC
/// 6455 forbids the client to send frames before it receives the response.
async fn open_websocket(shared: &Shared, head: Parts, peer: &Peer) -> Response<Body> {
    if let Some(refusal) = websocket::refusal(&head.headers) {
        return refusal;
    }
    let request = Request::from_parts(head, ());
    let now = shared.now();
    let opening = shared.gateway().open_websocket(&request, now);
    if let (Some(reader), Some(writer)) = (peer.reader.take(), peer.writer.take()) {
        websocket::serve(request.headers(), opening, shared.idle, reader, writer).await;
    }
    Response::default()
}

/// A listener that numbers its connections.
struct CountingListener {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl Listener for CountingListener {
    type Io = Connection;
    type Addr = Peer;

    async fn accept(&mut self) -> (Connection, Peer) {
        let (stream, _) = Listener::accept(&mut self.listener).await;
        // An answer is sent in a single write, so Nagle's algorithm would only delay the answer.
        // Errors are ignored, because the connection works without this option.
        let _ = stream.set_nodelay(true);
        let earlier = self.shared.connections.fetch_add(1, Ordering::Relaxed);
        let connection = Connection::new(stream);
        let peer = Peer {
            number: ConnectionNumber(earlier + 1),
            reader: connection.reader().clone(),
            writer: connection.writer().clone(),
        };
        (connection, peer)
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer {
            number: ConnectionNumber(0),
            reader: ConnectionReader::none(),
            writer: ConnectionWriter::none(),
        })
    }
}

/// The number and the halves of a connection, which axum handles as the address of the peer.
#[derive(Clone, Debug)]
struct Peer {
    number: ConnectionNumber,
    reader: ConnectionReader,
    writer: ConnectionWriter,
}

impl Connected<IncomingStream<'_, CountingListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, CountingListener>) -> Self {
        stream.remote_addr().clone()
    }
}
