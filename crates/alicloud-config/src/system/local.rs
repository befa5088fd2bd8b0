//! The real system. This module does all I/O of the crate except requests, which use a transport.

use std::{
    env,
    ffi::OsString,
    fs,
    hash::{BuildHasher as _, RandomState},
    io::{self, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

use os_pipe::PipeWriter;
use zeroize::Zeroizing;

use super::{FileContents, Process, ProcessOutput, System};

/// The real system: the environment variables, files, processes and clock of this machine.
///
/// Processes run with an empty standard input. Processes share the standard error of this program,
/// so that their error messages are visible.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct LocalSystem;

/// The maximum time limit of a process: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The maximum buffer capacity that is reserved for output, in bytes. Credentials need far less.
const USUAL_OUTPUT: usize = 64 * 1024;

impl System for LocalSystem {
    fn variable(&self, name: &str) -> Option<OsString> {
        env::var_os(name)
    }

    fn home(&self) -> Option<PathBuf> {
        env::home_dir().filter(|home| !home.as_os_str().is_empty())
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        // The file type is checked before opening, because opening a named pipe waits for a writer.
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = fs::File::open(path)?;
        let metadata = file.metadata()?;
        Ok(FileContents {
            bytes: read_all(file, limit, metadata.len())?,
            mode: mode(&metadata),
        })
    }

    fn run(&self, process: &Process) -> io::Result<ProcessOutput> {
        // The time limit is capped, so that the addition doesn't overflow.
        let deadline = Instant::now() + process.time_limit.min(LONGEST);
        let (reading, stdout) = Reading::begin(process.output_limit)?;
        let child = Command::new(&process.program)
            .args(&process.arguments)
            .stdin(Stdio::null())
            .stdout(stdout)
            .spawn();
        let status = child.and_then(|mut child| {
            let status = wait(&mut child, &reading, deadline);
            if status.is_err() {
                // `kill` succeeds if the process has already ended. Another failure is ignored,
                // because the error in `status` is returned.
                let _ = child.kill();
                let _ = child.wait();
            }
            status
        });
        // A read error takes precedence over a wait error, because a failed read also makes the
        // wait fail.
        let stdout = reading.end()?;
        Ok(ProcessOutput {
            status: status?.code(),
            stdout,
        })
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Waits until the process ends, the deadline passes, or its output can't be read any more.
fn wait(child: &mut Child, reading: &Reading, deadline: Instant) -> io::Result<ExitStatus> {
    const LONGEST_PAUSE: Duration = Duration::from_millis(16);

    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        if reading.is_over(pause.min(left)) {
            return Err(io::Error::other(
                "the output of the process is no longer read",
            ));
        }
        pause = LONGEST_PAUSE.min(2 * pause);
    }
}

/// A thread that reads the output of a process.
///
/// The thread can't wait for the end of the pipe, because a child of the process may keep the pipe
/// open. So a mark is written to the pipe when the process ends. A pipe preserves the order of
/// writes, so all output of the process precedes the mark. The thread stops at the mark.
struct Reading {
    writer: PipeWriter,
    mark: [u8; 16],
    thread: JoinHandle<io::Result<Zeroizing<Vec<u8>>>>,
    is_over: Receiver<()>,
}

impl Reading {
    /// Creates a pipe and starts a thread that reads up to `limit` bytes from it. Returns the
    /// writing end of the pipe.
    fn begin(limit: u64) -> io::Result<(Self, PipeWriter)> {
        let (reader, writer) = os_pipe::pipe()?;
        let stdout = writer.try_clone()?;
        // The mark is random, so that a process can't print it by accident.
        let half = || RandomState::new().hash_one("end").to_ne_bytes();
        let mut mark = [0; 16];
        mark[..8].copy_from_slice(&half());
        mark[8..].copy_from_slice(&half());
        let (sender, is_over) = mpsc::channel();
        let thread = thread::Builder::new().spawn(move || {
            // `send` fails only if the receiver was dropped, so the failure is ignored.
            let tell = || {
                let _ = sender.send(());
            };
            let bytes = read_to_mark(reader, mark, limit, tell);
            tell();
            bytes
        })?;
        let reading = Self {
            writer,
            mark,
            thread,
            is_over,
        };
        Ok((reading, stdout))
    }

    /// Waits at most `pause`, and returns whether the thread has stopped storing output.
    fn is_over(&self, pause: Duration) -> bool {
        !matches!(
            self.is_over.recv_timeout(pause),
            Err(RecvTimeoutError::Timeout)
        )
    }

    /// Writes the mark, and returns the output up to the mark.
    fn end(mut self) -> io::Result<Zeroizing<Vec<u8>>> {
        // The write fails if the thread could not read. The error of the thread is returned
        // instead.
        let _ = self.writer.write_all(&self.mark);
        let bytes = self.thread.join();
        bytes.unwrap_or_else(|_| {
            Err(io::Error::other(
                "the output of the process could not be read",
            ))
        })
    }
}

/// Reads the output up to `mark`, and returns at most `limit` bytes.
///
/// If there are more bytes, the function calls `give_up` once and continues reading to the mark. If
/// the function stopped reading, writing the mark to the pipe could terminate this program.
fn read_to_mark(
    mut reader: impl Read,
    mark: [u8; 16],
    limit: u64,
    give_up: impl Fn(),
) -> io::Result<Zeroizing<Vec<u8>>> {
    const PIECE: usize = 4096;

    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    // The capacity is reserved at once, because a growing vector leaves copies of secrets behind.
    let capacity = limit.min(USUAL_OUTPUT) + mark.len() + PIECE;
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    let mut piece = Zeroizing::new([0; PIECE]);
    let mut is_too_large = false;
    loop {
        let length = match reader.read(&mut *piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            length => length?,
        };
        // The mark may start in an earlier piece.
        let searched = bytes.len().saturating_sub(mark.len());
        bytes.extend_from_slice(&piece[..length]);
        let rest = bytes[searched..].windows(mark.len());
        let end = rest.into_iter().position(|window| window == mark);
        let end = end.map(|position| searched + position);
        let is_over = end.is_some() || length == 0;
        let length = end.unwrap_or(bytes.len());
        bytes.truncate(length);
        // The last bytes may be a part of the mark, so they are not counted yet.
        let counted = bytes
            .len()
            .saturating_sub(if is_over { 0 } else { mark.len() });
        if counted > limit {
            if !is_too_large {
                give_up();
            }
            is_too_large = true;
            bytes.drain(..counted);
        }
        match (is_over, is_too_large) {
            (false, _) => {}
            (true, false) => return Ok(bytes),
            (true, true) => return Err(io::ErrorKind::FileTooLarge.into()),
        }
    }
}

/// Reads everything from `reader`, which probably has `length` bytes.
///
/// The buffer is allocated for `length` bytes, because a growing vector leaves copies of secrets
/// behind.
fn read_all(reader: impl Read, limit: u64, length: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let capacity = usize::try_from(length.min(limit).saturating_add(1)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    // One more byte is read to detect a file that is larger than the limit.
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;

    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_metadata: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn stops_reading_at_the_end_mark() {
        let mark = *b"0123456789abcdef";
        let whole = |text: &[u8]| [text, &mark, b"more"].concat();
        // The test covers a mark that arrives in one read, a mark that arrives in two reads, and a
        // text that is only the start of a mark.
        for text in [
            &b""[..],
            b"text",
            b"0123456789abcde",
            &[b'x'; 4090],
            &[b'x'; 9000],
        ] {
            let bytes = read_to_mark(&*whole(text), mark, 9000, || {}).unwrap();
            assert_eq!(&**bytes, text);
            let source = whole(text);
            let (start, end) = source.split_at(text.len() + 7);
            assert_eq!(
                &**read_to_mark(start.chain(end), mark, 9000, || {}).unwrap(),
                text
            );
        }
        // Without a mark, reading stops at the end of the input.
        assert_eq!(
            &**read_to_mark(&b"text"[..], mark, 4, || {}).unwrap(),
            b"text"
        );
    }

    #[test]
    fn refuses_output_above_its_limit() {
        let mark = *b"0123456789abcdef";
        let whole = |length| [vec![b'x'; length], mark.to_vec()].concat();
        for limit in [0, 1, 4096, 65_536] {
            let read = |length| {
                let calls = Cell::new(0);
                let text = whole(length);
                let read = read_to_mark(&*text, mark, limit as u64, || calls.set(calls.get() + 1));
                (read, calls.get())
            };
            assert_eq!(read(limit).0.unwrap().len(), limit);
            // The input is always read to the mark, and `give_up` is called at most once.
            for (length, at_most) in [(limit + 1, 1), (limit + 100_000, 1)] {
                let (read, calls) = read(length);
                assert_eq!(read.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
                assert!(calls <= at_most, "{calls}");
            }
        }
    }

    #[test]
    fn stops_reading_although_the_pipe_stays_open() {
        let (reading, mut writer) = Reading::begin(70_000).unwrap();
        let text = vec![b'x'; 70_000];
        writer.write_all(&text).unwrap();
        assert_eq!(**reading.end().unwrap(), text);
    }

    #[test]
    fn reads_a_file_of_the_expected_length_without_reallocation() {
        let text = "x".repeat(5000);
        let bytes = read_all(text.as_bytes(), 10_000, 5000).unwrap();
        assert_eq!((bytes.len(), bytes.capacity()), (5000, 5001));
        // The file has grown since its length was read.
        assert_eq!(read_all(text.as_bytes(), 10_000, 7).unwrap().len(), 5000);
        let error = read_all(text.as_bytes(), 4999, 5000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
