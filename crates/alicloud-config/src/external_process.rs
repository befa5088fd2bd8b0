//! Credentials from an external process.

use std::io;

use crate::{Ask, Fetching, Process, ProcessProblem, Provider, ProviderError, document::Document};

/// A provider that runs a process and reads credentials from its output.
///
/// The process prints a JSON object in the format of the vendor's command line:
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
/// The `mode` can also be `AK` or missing. A permanent access key has no `sts_token`. Credentials
/// without `expiration` expire after 10 minutes.
///
/// The process runs without a shell and shares the standard error of this program. The default time
/// limit is a minute. The output ends when the process ends, even if a child process keeps the pipe
/// open.
#[derive(Clone, Debug)]
pub struct ExternalProcess(Process);

impl ExternalProcess {
    /// Creates a provider that runs `process`.
    #[must_use]
    pub fn new(process: Process) -> Self {
        Self(process)
    }

    async fn output(&self, ask: &Ask) -> Result<Document, ProcessProblem> {
        let process = ask.in_time(self.0.clone());
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use alicloud::machine::{Clock, Machine as _, Step};

    use super::*;
    use crate::{
        Fetch,
        fake_system::{Fake, now},
    };

    #[test]
    fn names_the_time_limit_that_was_exceeded() {
        let minute = Duration::from_secs(60);
        for (left, limit) in [
            (None, minute),
            (Some(2 * minute), minute),
            (Some(Duration::from_millis(300)), Duration::from_millis(300)),
        ] {
            let process = ExternalProcess::new(Process::new("slow"));
            let system = Fake::default().endless_process();
            let start = Instant::now();
            let mut clock = Clock::measured_by(now(), move || start);
            if let Some(left) = left {
                clock = clock.within(left);
            }
            let mut fetch = Fetch::with_clock(process, system, clock);
            let Step::Run(work) = fetch.step() else {
                panic!("no process was run")
            };
            work.run();
            let Step::Done(Err(error)) = fetch.step() else {
                panic!("the fetch did not fail")
            };
            assert_eq!(
                error.to_string(),
                format!("the process \"slow\" took longer than {limit:?} and was killed")
            );
        }
    }
}
