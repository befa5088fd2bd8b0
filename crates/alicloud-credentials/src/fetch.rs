//! A provider at work.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use alicloud::{Moment, Request, Response, Transport, TransportError, Work, blocking};

use crate::{
    Ask, Fetched, Provider, ProviderError, System,
    ask::{Desk, Machine, Question, lock},
    provider::Fetching,
};

/// A provider that is fetching credentials: it says what to do next, and is told what came of it.
///
/// For credentials that are needed once; [`RefreshingSigner`](crate::RefreshingSigner) is for the
/// calls of a client.
///
/// ```
/// use alicloud::{Request, Response, TransportError};
/// use alicloud_credentials::{CredentialsUri, Fetch, LocalSystem};
///
/// fn transport(_: Request) -> Result<Response, TransportError> {
///     let body = r#"{"AccessKeyId": "STS.testid", "AccessKeySecret": "testsecret",
///         "SecurityToken": "token", "Expiration": "2999-01-01T00:00:00Z"}"#;
///     Ok(Response::new(body.into()))
/// }
///
/// let provider = CredentialsUri::new("http://127.0.0.1:8080/credentials");
/// let fetched = Fetch::new(provider, LocalSystem::default()).run_blocking(&transport)?;
/// assert_eq!(fetched.credentials.access_key_id(), "STS.testid");
/// # Ok::<(), alicloud_credentials::ProviderError>(())
/// ```
pub struct Fetch<'p> {
    name: &'static str,
    machine: Arc<Machine>,
    desk: Arc<Mutex<Desk>>,
    /// `None` once it is over.
    future: Option<Fetching<'p>>,
}

/// What comes next while credentials are fetched.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a driver has to know every step there is"
)]
#[expect(
    clippy::large_enum_variant,
    reason = "taken apart at once, and rarely made"
)]
pub enum FetchStep {
    /// Send this, and give what comes back to [`Fetch::receive`].
    Send(Request),
    /// Wait this long, then ask for the next step.
    Wait(Duration),
    /// Run this, then ask for the next step.
    Run(Work),
    /// It is over.
    Done(Result<Fetched, ProviderError>),
}

impl<'p> Fetch<'p> {
    /// Sets `provider` to work, on `system`. Nothing happens before the first step.
    #[must_use]
    pub fn new(provider: impl Provider + 'p, system: impl System + 'static) -> Self {
        Self::on(provider, Arc::new(Machine::new(system)))
    }

    pub(crate) fn on(provider: impl Provider + 'p, machine: Arc<Machine>) -> Self {
        let desk = Arc::new(Mutex::new(Desk {
            question: None,
            answer: None,
            moment: Moment::new(machine.system.now()),
        }));
        let ask = Ask::new(Arc::clone(&machine), Arc::clone(&desk));
        Self {
            name: provider.name(),
            machine,
            desk,
            future: Some(Box::pin(async move { provider.fetch(&ask).await })),
        }
    }

    /// What to do next.
    pub fn step(&mut self, moment: &Moment) -> FetchStep {
        lock(&self.desk).moment = *moment;
        let Some(future) = &mut self.future else {
            return FetchStep::Done(Err(ProviderError::Stalled));
        };
        // Answers are there when the next step is asked for, so nothing has to be woken.
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(outcome) = Pin::new(future).poll(&mut context) {
            self.future = None;
            return FetchStep::Done(outcome);
        }
        let question = lock(&self.desk).question.take();
        match question {
            Some(Question::Send(request)) => FetchStep::Send(request),
            Some(Question::Wait(duration)) => FetchStep::Wait(duration),
            Some(Question::Run(work)) => FetchStep::Run(work),
            None => {
                self.future = None;
                FetchStep::Done(Err(ProviderError::Stalled))
            }
        }
    }

    /// Takes what the transport brought for the request last handed out.
    pub fn receive(&mut self, result: Result<Response, TransportError>) {
        lock(&self.desk).answer = Some(result);
    }

    /// Goes through all steps, over an async transport.
    ///
    /// # Errors
    ///
    /// The provider has no credentials; the error says why.
    pub async fn run<T: Transport>(mut self, transport: &T) -> Result<Fetched, ProviderError> {
        loop {
            match self.step(&self.now()) {
                FetchStep::Send(request) => self.receive(transport.send(request).await),
                FetchStep::Wait(pause) => transport.wait(pause).await,
                FetchStep::Run(work) => transport.run(work).await,
                FetchStep::Done(outcome) => return outcome,
            }
        }
    }

    /// Goes through all steps, over a blocking transport.
    ///
    /// # Errors
    ///
    /// The provider has no credentials; the error says why.
    pub fn run_blocking<T: blocking::Transport>(
        mut self,
        transport: &T,
    ) -> Result<Fetched, ProviderError> {
        loop {
            match self.step(&self.now()) {
                FetchStep::Send(request) => self.receive(transport.send(request)),
                FetchStep::Wait(pause) => transport.wait(pause),
                FetchStep::Run(work) => transport.run(work),
                FetchStep::Done(outcome) => return outcome,
            }
        }
    }

    fn now(&self) -> Moment {
        Moment::new(self.machine.system.now())
    }
}

impl fmt::Debug for Fetch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch")
            .field("provider", &self.name)
            .field("is_over", &self.future.is_none())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{future, path::Path};

    use alicloud::http;
    use alicloud_sign::Credentials;

    use super::*;
    use crate::fake::{Fake, now};

    /// A provider that does what a function says.
    #[derive(Debug)]
    struct Scripted(fn(&Ask) -> Fetching<'_>);

    impl Provider for Scripted {
        fn name(&self) -> &'static str {
            "scripted"
        }

        fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
            (self.0)(ask)
        }
    }

    fn fetched(id: &str) -> Result<Fetched, ProviderError> {
        Ok(Fetched::new(Credentials::new(id, "secret")))
    }

    #[test]
    fn questions_come_one_after_the_other_with_the_moment_of_their_step() {
        let provider = Scripted(|ask| {
            Box::pin(async move {
                let began = ask.time();
                ask.wait(Duration::from_secs(3)).await;
                let passed = ask.time().duration_since(began).unwrap();
                let file = ask.text_file(Path::new("/file")).await?;
                fetched(&format!("{} {passed:?}", *file))
            })
        });
        let mut fetch = Fetch::new(provider, Fake::default().file("/file", "text"));
        let moment = Moment::new(now());
        let later = Moment::new(now() + Duration::from_secs(3));
        let FetchStep::Wait(pause) = fetch.step(&moment) else {
            panic!("no wait")
        };
        assert_eq!(pause, Duration::from_secs(3));
        let FetchStep::Run(work) = fetch.step(&later) else {
            panic!("no work")
        };
        work.run();
        let FetchStep::Done(Ok(fetched)) = fetch.step(&later) else {
            panic!("not done")
        };
        assert_eq!(fetched.credentials.access_key_id(), "text 3s");
        let FetchStep::Done(Err(error)) = fetch.step(&later) else {
            panic!("not over")
        };
        assert!(matches!(error, ProviderError::Stalled));
    }

    #[test]
    fn work_that_nobody_did_and_answers_that_nobody_brought_are_failures() {
        let provider = Scripted(|ask| {
            Box::pin(async move {
                let unread = ask.text_file(Path::new("/file")).await.unwrap_err();
                let path = http::uri::PathAndQuery::from_static("/");
                let request = Request::plain(http::Method::GET, "http://[::1]".parse()?, path);
                let unsent = ask.send(request).await.unwrap_err();
                fetched(&format!("{unread}, {unsent}"))
            })
        });
        let mut fetch = Fetch::new(provider, Fake::default());
        let moment = Moment::new(now());
        assert!(matches!(fetch.step(&moment), FetchStep::Run(_)));
        assert!(matches!(fetch.step(&moment), FetchStep::Send(_)));
        let FetchStep::Done(Ok(fetched)) = fetch.step(&moment) else {
            panic!("not done")
        };
        assert_eq!(
            fetched.credentials.access_key_id(),
            "/file can't be read, broken off; the request may have been sent"
        );
    }

    #[test]
    fn two_questions_at_once_are_answered_in_turn() {
        let provider = Scripted(|ask| {
            Box::pin(async move {
                let both = [Path::new("/a"), Path::new("/b")].map(|path| ask.text_file(path));
                let [mut a, mut b] = both.map(Box::pin);
                let (mut first, mut second) = (None, None);
                future::poll_fn(|context| {
                    for (slot, question) in [(&mut first, &mut a), (&mut second, &mut b)] {
                        if slot.is_none() {
                            if let Poll::Ready(file) = question.as_mut().poll(context) {
                                *slot = Some(file);
                            }
                        }
                    }
                    match first.is_some() && second.is_some() {
                        true => Poll::Ready(()),
                        false => Poll::Pending,
                    }
                })
                .await;
                let text = |file: Option<Result<_, ProviderError>>| file.unwrap().unwrap();
                fetched(&format!("{}{}", *text(first), *text(second)))
            })
        });
        let system = Fake::default().file("/a", "1").file("/b", "2");
        let both = crate::fake::fetch(&provider, &system).unwrap();
        assert_eq!(both.credentials.access_key_id(), "12");
    }

    #[test]
    fn a_provider_that_waits_for_something_else_is_given_up() {
        let stalled = Scripted(|_| Box::pin(future::pending()));
        let error = crate::fake::fetch(&stalled, &Fake::default()).unwrap_err();
        assert!(matches!(error, ProviderError::Stalled));
    }
}
