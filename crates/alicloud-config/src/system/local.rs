//! This machine. All of the crate's I/O is here, apart from the requests, which go over a transport.

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

/// The machine this program runs on, and the environment of its process.
///
/// A process that it runs gets no standard input, and shares the standard error of this one, where
/// it can say what is wrong.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct LocalSystem;

/// A year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Far more than credentials need, in bytes.
const USUAL_OUTPUT: usize = 64 * 1024;

impl System for LocalSystem {
    fn variable(&self, name: &str) -> Option<OsString> {
        env::var_os(name)
    }

    fn home(&self) -> Option<PathBuf> {
        env::home_dir().filter(|home| !home.as_os_str().is_empty())
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        // Looked at before it is opened: opening a named pipe waits for its other end.
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
        // Such an addition must not overflow.
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
                // It may be over by now, and then there is nothing to kill.
                let _ = child.kill();
                let _ = child.wait();
            }
            status
        });
        // If it can't be read, that is why the process was not waited for.
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

/// Waits for the end of a process, and no longer than its output can be read.
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
            return Err(io::Error::other("the output is not read any more"));
        }
        pause = LONGEST_PAUSE.min(2 * pause);
    }
}

/// The output of a process, which a thread reads.
///
/// The output has no end that could be waited for: a process that the first one started may keep it
/// open for as long as it likes. So a mark is written behind the first process's output when that
/// process is over. A pipe keeps the order of what is written, so everything that the process wrote
/// stands before the mark, and the thread ends there.
struct Reading {
    writer: PipeWriter,
    mark: [u8; 16],
    thread: JoinHandle<io::Result<Zeroizing<Vec<u8>>>>,
    is_over: Receiver<()>,
}

impl Reading {
    /// Begins to read what is written to the pipe that is returned, up to `limit` bytes.
    fn begin(limit: u64) -> io::Result<(Self, PipeWriter)> {
        let (reader, writer) = os_pipe::pipe()?;
        let stdout = writer.try_clone()?;
        // Nobody can write it by chance.
        let half = || RandomState::new().hash_one("end").to_ne_bytes();
        let mut mark = [0; 16];
        mark[..8].copy_from_slice(&half());
        mark[8..].copy_from_slice(&half());
        let (sender, is_over) = mpsc::channel();
        let thread = thread::Builder::new().spawn(move || {
            // Nobody may be waiting.
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

    /// Whether the thread has given up, or ended. Waits for that for at most `pause`.
    fn is_over(&self, pause: Duration) -> bool {
        !matches!(
            self.is_over.recv_timeout(pause),
            Err(RecvTimeoutError::Timeout)
        )
    }

    /// What was written so far.
    fn end(mut self) -> io::Result<Zeroizing<Vec<u8>>> {
        // It fails if the thread could not read; that error is the one to tell.
        let _ = self.writer.write_all(&self.mark);
        let bytes = self.thread.join();
        bytes.unwrap_or_else(|_| Err(io::Error::other("the output could not be read")))
    }
}

/// Reads what comes before `mark`, which may be at most `limit` bytes. If there is more, it calls
/// `give_up` and reads on to the mark: writing to a pipe that nobody reads can end this program.
fn read_to_mark(
    mut reader: impl Read,
    mark: [u8; 16],
    limit: u64,
    give_up: impl Fn(),
) -> io::Result<Zeroizing<Vec<u8>>> {
    const PIECE: usize = 4096;

    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    // Memory that has to grow leaves copies behind that nobody overwrites.
    let capacity = limit.min(USUAL_OUTPUT) + mark.len() + PIECE;
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    let mut piece = Zeroizing::new([0; PIECE]);
    let mut is_too_large = false;
    loop {
        let length = match reader.read(&mut *piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            length => length?,
        };
        // The mark may have come in part before.
        let searched = bytes.len().saturating_sub(mark.len());
        bytes.extend_from_slice(&piece[..length]);
        let rest = bytes[searched..].windows(mark.len());
        let end = rest.into_iter().position(|window| window == mark);
        let end = end.map(|position| searched + position);
        let is_over = end.is_some() || length == 0;
        let length = end.unwrap_or(bytes.len());
        bytes.truncate(length);
        // What may be a part of the mark doesn't count yet.
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

/// Reads all, of `length` bytes most likely: memory that has to grow leaves copies behind that nobody
/// overwrites.
fn read_all(reader: impl Read, limit: u64, length: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let capacity = usize::try_from(length.min(limit).saturating_add(1)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    // One byte more tells what is as large as it may be from what is larger.
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
    fn reads_to_the_mark_and_no_further() {
        let mark = *b"0123456789abcdef";
        let whole = |text: &[u8]| [text, &mark, b"more"].concat();
        // The mark comes whole, in pieces, and behind a part of itself.
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
        // Without a mark it ends with what there is.
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
            // Whatever comes, it is read to the mark, and nobody is told twice.
            for (length, at_most) in [(limit + 1, 1), (limit + 100_000, 1)] {
                let (read, calls) = read(length);
                assert_eq!(read.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
                assert!(calls <= at_most, "{calls}");
            }
        }
    }

    #[test]
    fn reading_ends_although_the_pipe_stays_open() {
        let (reading, mut writer) = Reading::begin(70_000).unwrap();
        let text = vec![b'x'; 70_000];
        writer.write_all(&text).unwrap();
        assert_eq!(**reading.end().unwrap(), text);
    }

    #[test]
    fn what_has_the_length_that_was_said_is_read_in_place() {
        let text = "x".repeat(5000);
        let bytes = read_all(text.as_bytes(), 10_000, 5000).unwrap();
        assert_eq!((bytes.len(), bytes.capacity()), (5000, 5001));
        // It has grown meanwhile.
        assert_eq!(read_all(text.as_bytes(), 10_000, 7).unwrap().len(), 5000);
        let error = read_all(text.as_bytes(), 4999, 5000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
