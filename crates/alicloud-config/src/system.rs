//! The system interface of providers.

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

/// The environment variables, files, processes and clock that providers use.
///
/// [`LocalSystem`] is the real system. A test can implement another system instead of changing the
/// environment variables of its process:
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
    /// The unchanged value of an environment variable. `None` if the variable is unset.
    fn variable(&self, name: &str) -> Option<OsString>;

    /// The home directory of the user, if known.
    fn home(&self) -> Option<PathBuf>;

    /// Reads a whole regular file. This method may block.
    ///
    /// # Errors
    ///
    /// The file can't be read. Two errors have fixed kinds:
    ///
    /// - [`FileTooLarge`](io::ErrorKind::FileTooLarge) if the file has more than `limit` bytes
    /// - [`IsADirectory`](io::ErrorKind::IsADirectory) if the path is a directory
    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContents>;

    /// Runs a process, waits for its end, and kills the process at its time limit. This method may
    /// block until the time limit.
    ///
    /// # Errors
    ///
    /// The process can't be started or awaited, or it exceeds a limit:
    ///
    /// - [`TimedOut`](io::ErrorKind::TimedOut) if the process exceeds its time limit
    /// - [`FileTooLarge`](io::ErrorKind::FileTooLarge) if the process exceeds its output limit
    fn run(&self, process: &Process) -> io::Result<ProcessOutput>;

    /// The current time of the wall clock.
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

/// The contents of a file. The contents are overwritten in memory on drop.
pub struct FileContents {
    bytes: Zeroizing<Vec<u8>>,
    mode: Option<u32>,
}

impl FileContents {
    /// Creates file contents without permission bits.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: Zeroizing::new(bytes.into()),
            mode: None,
        }
    }

    /// Sets the Unix permission bits, such as `0o600`.
    #[must_use]
    pub fn with_mode(mut self, mode: u32) -> Self {
        self.mode = Some(mode & 0o7777);
        self
    }

    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The Unix permission bits, if known.
    #[must_use]
    pub fn mode(&self) -> Option<u32> {
        self.mode
    }

    /// Whether users other than the owner may read the file. `false` if the permissions are
    /// unknown.
    #[must_use]
    pub fn is_readable_by_others(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o044 != 0)
    }

    /// Whether users other than the owner may change the file. `false` if the permissions are
    /// unknown.
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

/// A process to run: a program, its arguments and its limits. The process runs without a shell.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Process {
    /// The program: a path, or a name that is searched in `PATH`.
    pub program: String,
    /// The arguments of the program.
    pub arguments: Vec<String>,
    /// The maximum duration of the process.
    pub time_limit: Duration,
    /// The maximum number of bytes that the process may write to its standard output.
    pub output_limit: u64,
}

impl Process {
    /// Creates a process without arguments, with a time limit of a minute and an output limit of 64
    /// KiB.
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

/// Omits the arguments, because they may contain a secret.
impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process")
            .field("program", &self.program)
            .field("time_limit", &self.time_limit)
            .field("output_limit", &self.output_limit)
            .finish_non_exhaustive()
    }
}

/// The exit status and the output of a process. The output is overwritten in memory on drop.
pub struct ProcessOutput {
    status: Option<i32>,
    stdout: Zeroizing<Vec<u8>>,
}

impl ProcessOutput {
    /// Creates a result from the exit status and the standard output. The status is `None` if a
    /// signal terminated the process.
    #[must_use]
    pub fn new(status: Option<i32>, stdout: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            stdout: Zeroizing::new(stdout.into()),
        }
    }

    /// The exit status. `None` if a signal terminated the process.
    #[must_use]
    pub fn status(&self) -> Option<i32> {
        self.status
    }

    /// The standard output of the process.
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
