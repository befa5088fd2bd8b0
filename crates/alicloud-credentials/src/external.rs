//! Credentials that a program prints.

use std::{fmt, io};

use crate::{Ask, Fetching, Process, ProcessProblem, Provider, ProviderError, document::Document};

/// The credentials that a process prints, in JSON, as the vendor's command line takes them:
///
/// ```json
/// {
///   "mode": "StsToken",
///   "access_key_id": "STS.NT...",
///   "access_key_secret": "...",
///   "sts_token": "...",
///   "expiration": "2030-01-01T00:00:00Z"
/// }
/// ```
///
/// `mode` may also be `AK`, without `sts_token`; `expiration` may be missing. The process has a
/// minute, is run without a shell, and shares the standard error of this one.
#[derive(Clone)]
pub struct ExternalProcess(Process);

impl ExternalProcess {
    /// The process to run.
    #[must_use]
    pub fn new(process: Process) -> Self {
        Self(process)
    }

    async fn output(&self, ask: &Ask) -> Result<Document, ProcessProblem> {
        let process = &self.0;
        let output = ask.run(process.clone()).await;
        let output = output.map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => ProcessProblem::TimedOut(process.time_limit),
            io::ErrorKind::FileTooLarge => ProcessProblem::TooLarge {
                limit: process.output_limit,
            },
            _ => ProcessProblem::Unrunnable(error),
        })?;
        if output.status() != Some(0) {
            return Err(ProcessProblem::Failed(output.status()));
        }
        Document::parse(output.stdout()).map_err(ProcessProblem::Document)
    }
}

impl Provider for ExternalProcess {
    fn name(&self) -> &'static str {
        "external process"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let fetched = self.output(ask).await.and_then(|document| {
                let fetched = document.printed(ask.time());
                fetched.map_err(ProcessProblem::Document)
            });
            fetched.map_err(|problem| ProviderError::Process {
                program: self.0.program.clone(),
                problem,
            })
        })
    }
}

impl fmt::Debug for ExternalProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExternalProcess").field(&self.0).finish()
    }
}
