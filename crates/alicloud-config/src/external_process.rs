//! Credentials that a program prints.

use std::io;

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
/// `mode` may also be `AK` or missing, and `sts_token` is missing where the key has none. Credentials
/// without `expiration` are fetched anew after 10 minutes; until that succeeds, the old ones stay in
/// use. The process has a minute, is run without a shell, and shares the standard error of this one.
/// What it prints is complete when it ends, even if a process that it started keeps the output open.
#[derive(Clone, Debug)]
pub struct ExternalProcess(Process);

impl ExternalProcess {
    /// The process to run.
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
    fn the_limit_that_is_named_is_the_one_that_was_passed() {
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
                panic!("nothing is run")
            };
            work.run();
            let Step::Done(Err(error)) = fetch.step() else {
                panic!("it goes on")
            };
            assert_eq!(
                error.to_string(),
                format!("the process \"slow\" took longer than {limit:?} and was killed")
            );
        }
    }
}
