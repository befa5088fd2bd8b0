//! A connection whose halves can be taken from the HTTP server.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// The connection that the HTTP server reads requests from and writes responses to.
pub(crate) struct Connection {
    reader: ConnectionReader,
    writer: ConnectionWriter,
}

/// The read half of a connection, until the read half is taken. After that, reads of the HTTP
/// server wait forever.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionReader(Arc<Mutex<Option<OwnedReadHalf>>>);

/// The write half of a connection, until the write half is taken. After that, writes of the HTTP
/// server fail as on a broken connection.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionWriter(Arc<Mutex<Option<OwnedWriteHalf>>>);

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        let (reader, writer) = stream.into_split();
        Self {
            reader: ConnectionReader(Arc::new(Mutex::new(Some(reader)))),
            writer: ConnectionWriter(Arc::new(Mutex::new(Some(writer)))),
        }
    }

    pub(crate) fn reader(&self) -> &ConnectionReader {
        &self.reader
    }

    pub(crate) fn writer(&self) -> &ConnectionWriter {
        &self.writer
    }
}

impl ConnectionReader {
    /// Creates a reader without a connection.
    pub(crate) fn none() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn take(&self) -> Option<OwnedReadHalf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl ConnectionWriter {
    /// Creates a writer without a connection.
    pub(crate) fn none() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn take(&self) -> Option<OwnedWriteHalf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn write<T>(
        &self,
        write: impl FnOnce(Pin<&mut OwnedWriteHalf>) -> Poll<io::Result<T>>,
    ) -> Option<Poll<io::Result<T>>> {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writer.as_mut().map(|writer| write(Pin::new(writer)))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let reader = &self.reader.0;
        let mut reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
        match reader.as_mut() {
            Some(reader) => Pin::new(reader).poll_read(context, buffer),
            None => Poll::Pending,
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.writer
            .write(|writer| writer.poll_write(context, bytes))
            .unwrap_or_else(|| Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.writer
            .write(|writer| writer.poll_write_vectored(context, slices))
            .unwrap_or_else(|| Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Succeeds after the write half is taken, because the server also flushes when it has written
    /// nothing, for example while it waits for an answer.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer
            .write(|writer| writer.poll_flush(context))
            .unwrap_or(Poll::Ready(Ok(())))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer
            .write(|writer| writer.poll_shutdown(context))
            .unwrap_or(Poll::Ready(Ok(())))
    }
}
