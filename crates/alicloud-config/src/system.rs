//! What a provider needs of the machine it is on.

mod local;

use std::{
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use zeroize::Zeroizing;

pub use self::local::LocalSystem;

/// The machine as providers see it: environment, files, processes and clock.
///
/// [`LocalSystem`] is the real one. A test hands in another, and none has to change the environment
/// of its own process:
///
/// ```
/// use std::{ffi::OsString, io, path::{Path, PathBuf}, time::SystemTime};
/// use alicloud_config::{FileContents, Process, ProcessOutput, System};
///
/// #[derive(Debug)]
/// struct Bare;
///
/// impl System for Bare {
///     fn variable(&self, name: &str) -> Option<OsString> {
///         (name == "ALIBABA_CLOUD_ACCESS_KEY_ID").then(|| "testid".into())
///     }
///     fn home(&self) -> Option<PathBuf> { None }
///     fn read(&self, _: &Path, _: u64) -> io::Result<FileContents> {
///         Err(io::ErrorKind::NotFound.into())
///     }
///     fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
///         Err(io::ErrorKind::NotFound.into())
///     }
///     fn now(&self) -> SystemTime { SystemTime::UNIX_EPOCH }
/// }
/// ```
pub trait System: fmt::Debug + Send + Sync {
    /// An environment variable, as it is set; `None` if it isn't.
    fn variable(&self, name: &str) -> Option<OsString>;

    /// The home directory of the user.
    fn home(&self) -> Option<PathBuf>;

    /// Reads a regular file whole. It may block.
    ///
    /// # Errors
    ///
    /// Besides what a file system may say: [`FileTooLarge`](io::ErrorKind::FileTooLarge) for one of
    /// more than `limit` bytes, and [`IsADirectory`](io::ErrorKind::IsADirectory).
    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents>;

    /// Runs a process to its end, and kills it when its time is over. It may block that long.
    ///
    /// # Errors
    ///
    /// It can't be started or waited for; [`TimedOut`](io::ErrorKind::TimedOut) and
    /// [`FileTooLarge`](io::ErrorKind::FileTooLarge) when it passes a limit.
    fn run(&self, process: &Process) -> io::Result<ProcessOutput>;

    /// The wall clock.
    fn now(&self) -> SystemTime;
}

impl<S: System + ?Sized> System for Arc<S> {
    fn variable(&self, name: &str) -> Option<OsString> {
        (**self).variable(name)
    }

    fn home(&self) -> Option<PathBuf> {
        (**self).home()
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents> {
        (**self).read(path, limit)
    }

    fn run(&self, process: &Process) -> io::Result<ProcessOutput> {
        (**self).run(process)
    }

    fn now(&self) -> SystemTime {
        (**self).now()
    }
}

/// A file that was read. The contents are overwritten when it is dropped.
pub struct FileContents {
    bytes: Zeroizing<Vec<u8>>,
    mode: Option<u32>,
}

impl FileContents {
    /// A file of these bytes, with no word on who may read it.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: Zeroizing::new(bytes.into()),
            mode: None,
        }
    }

    /// Adds the permission bits of Unix, such as `0o600`.
    #[must_use]
    pub fn with_mode(mut self, mode: u32) -> Self {
        self.mode = Some(mode & 0o7777);
        self
    }

    /// The contents.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The permission bits, where there are such.
    #[must_use]
    pub fn mode(&self) -> Option<u32> {
        self.mode
    }

    /// Whether somebody besides the owner may read it.
    #[must_use]
    pub fn is_readable_by_others(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o044 != 0)
    }

    /// Whether somebody besides the owner may change it.
    #[must_use]
    pub fn is_writable_by_others(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o022 != 0)
    }
}

impl fmt::Debug for FileContents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileContents")
            .field("length", &self.bytes.len())
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

/// A process to run: a program, its arguments, and limits. No shell has a part in it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Process {
    /// The program: a path, or a name to look for in `PATH`.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// How long it may run.
    pub time_limit: Duration,
    /// How many bytes it may write to its standard output.
    pub output_limit: u64,
}

impl Process {
    /// A process that has a minute, and 64 KiB to write.
    #[must_use]
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            time_limit: Duration::from_secs(60),
            output_limit: 64 * 1024,
        }
    }
}

/// Without the arguments, among which there may be a secret.
impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process")
            .field("program", &self.program)
            .field("time_limit", &self.time_limit)
            .field("output_limit", &self.output_limit)
            .finish_non_exhaustive()
    }
}

/// What came of a process. The output is overwritten when it is dropped.
pub struct ProcessOutput {
    status: Option<i32>,
    stdout: Zeroizing<Vec<u8>>,
}

impl ProcessOutput {
    /// The exit status, `None` for a process that a signal ended, and the standard output.
    #[must_use]
    pub fn new(status: Option<i32>, stdout: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            stdout: Zeroizing::new(stdout.into()),
        }
    }

    /// The exit status; `None` if a signal ended the process.
    #[must_use]
    pub fn status(&self) -> Option<i32> {
        self.status
    }

    /// What it wrote to its standard output.
    #[must_use]
    pub fn stdout(&self) -> &[u8] {
        &self.stdout
    }
}

impl fmt::Debug for ProcessOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessOutput")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
