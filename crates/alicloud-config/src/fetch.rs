//! The state machine that fetches credentials from a provider.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use alicloud::{
    Response,
    error::TransportError,
    machine::{Clock, Machine, Step},
};

use crate::{
    Ask, Fetched, Provider, ProviderError, System,
    ask::{Desk, Host, lock},
};

/// A state machine that fetches credentials from a provider once.
///
/// To sign the calls of a client, use a [`RefreshingSigner`](crate::RefreshingSigner) instead.
///
/// ```
/// use alicloud::{blocking::drive, error::TransportError, Request, Response};
/// use alicloud_config::{CredentialsUri, Fetch, LocalSystem};
///
/// fn transport(_: Request) -> Result<Response, TransportError> {
///     let body = r#"{"AccessKeyId": "STS.testid", "AccessKeySecret": "testsecret",
///         "SecurityToken": "token", "Expiration": "2999-01-01T00:00:00Z"}"#;
///     Ok(Response::new(body.into()))
/// }
///
/// let provider = CredentialsUri::new("http://127.0.0.1:8080/credentials");
/// let fetched = drive(&transport, Fetch::new(provider, LocalSystem::default()))?;
/// assert_eq!(fetched.credentials.access_key_id(), "STS.testid");
/// # Ok::<(), alicloud_config::ProviderError>(())
/// ```
pub struct Fetch<'p> {
    name: &'static str,
    questions: Questions<'p, Fetched>,
}

impl<'p> Fetch<'p> {
    /// Creates a fetch of credentials from `provider` with the system `system`. The fetch starts
    /// with the first call of `step`.
    #[must_use]
    pub fn new(provider: impl Provider + 'p, system: impl System + 'static) -> Self {
        let clock = Clock::new(system.now());
        Self::with_clock(provider, system, clock)
    }

    /// Like [`new`](Self::new), but with the given clock. The clock may follow the time of a
    /// server, and it may have a deadline. The deadline limits only the processes that the provider
    /// runs.
    #[must_use]
    pub fn with_clock(
        provider: impl Provider + 'p,
        system: impl System + 'static,
        clock: Clock,
    ) -> Self {
        Self::on(provider, Arc::new(Host::new(system)), clock)
    }

    pub(crate) fn on(provider: impl Provider + 'p, host: Arc<Host>, clock: Clock) -> Self {
        Self {
            name: provider.name(),
            questions: Questions::new(host, clock, async move |ask| provider.fetch(&ask).await),
        }
    }
}

impl Machine for Fetch<'_> {
    type Output = Result<Fetched, ProviderError>;

    fn step(&mut self) -> Step<Self::Output> {
        self.questions.step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.questions.receive(outcome);
    }
}

/// A state machine that runs an `async` function. Each question of the function to [`Ask`] is a
/// step.
pub(crate) struct Questions<'p, T> {
    desk: Arc<Mutex<Desk>>,
    /// The future of the function. `None` after the future has ended.
    future: Option<Answering<'p, T>>,
}

type Answering<'p, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'p>>;

impl<'p, T> Questions<'p, T> {
    pub(crate) fn new<F>(host: Arc<Host>, clock: Clock, function: impl FnOnce(Ask) -> F) -> Self
    where
        F: Future<Output = Result<T, ProviderError>> + Send + 'p,
    {
        let desk = Arc::default();
        let ask = Ask::new(host, clock, Arc::clone(&desk));
        Self {
            desk,
            future: Some(Box::pin(function(ask))),
        }
    }
}

impl<T> Machine for Questions<'_, T> {
    type Output = Result<T, ProviderError>;

    fn step(&mut self) -> Step<Self::Output> {
        let Some(future) = &mut self.future else {
            return Step::Done(Err(ProviderError::Stalled));
        };
        // The driver stores the answer before it asks for the next step, so no waker is needed.
        let mut context = Context::from_waker(Waker::noop());
        let outcome = match future.as_mut().poll(&mut context) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => match lock(&self.desk).question.take().map(Step::pending) {
                Some(Ok(step)) => return step,
                None => Err(ProviderError::Stalled),
            },
        };
        self.future = None;
        Step::Done(outcome)
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        lock(&self.desk).answer = Some(outcome);
    }
}

impl fmt::Debug for Fetch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch")
            .field("provider", &self.name)
            .field("is_over", &self.questions.future.is_none())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future,
        path::Path,
        time::{Duration, Instant},
    };

    use alicloud::{Request, http};
    use alicloud_sign::Credentials;

    use super::*;
    use crate::{
        Fetching,
        fake_system::{Fake, now},
    };

    /// A provider that runs a function.
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
    fn fetches_in_order_and_measures_the_time_between_steps() {
        let provider = Scripted(|ask| {
            Box::pin(async move {
                let began = ask.time();
                ask.wait(Duration::from_secs(3)).await;
                let passed = ask.time().duration_since(began).unwrap();
                let file = ask.text_file(Path::new("/file")).await?;
                fetched(&format!("{} {passed:?}", *file))
            })
        });
        let now = Arc::new(Mutex::new(Instant::now()));
        let clock = Arc::clone(&now);
        let clock = Clock::measured_by(self::now(), move || *lock(&clock));
        let system = Fake::default().file("/file", "text");
        let mut fetch = Fetch::with_clock(provider, system, clock);
        let Step::Wait(pause) = fetch.step() else {
            panic!("the fetch did not wait")
        };
        assert_eq!(pause, Duration::from_secs(3));
        *lock(&now) += pause;
        let Step::Run(work) = fetch.step() else {
            panic!("the fetch did not request work")
        };
        work.run();
        let Step::Done(Ok(fetched)) = fetch.step() else {
            panic!("the fetch did not succeed")
        };
        assert_eq!(fetched.credentials.access_key_id(), "text 3s");
        let Step::Done(Err(error)) = fetch.step() else {
            panic!("the fetch did not fail after its end")
        };
        assert!(matches!(error, ProviderError::Stalled));
    }

    #[test]
    fn fails_if_the_driver_skips_work_or_gives_no_response() {
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
        assert!(matches!(fetch.step(), Step::Run(_)));
        assert!(matches!(fetch.step(), Step::Send(_)));
        let Step::Done(Ok(fetched)) = fetch.step() else {
            panic!("the fetch did not succeed")
        };
        assert_eq!(
            fetched.credentials.access_key_id(),
            "/file can't be read, no complete response; the request may have been sent"
        );
    }

    #[test]
    fn runs_concurrent_steps_of_a_fetch_one_by_one() {
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
                    if first.is_some() && second.is_some() {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    }
                })
                .await;
                let text = |file: Option<Result<_, ProviderError>>| file.unwrap().unwrap();
                fetched(&format!("{}{}", *text(first), *text(second)))
            })
        });
        let system = Fake::default().file("/a", "1").file("/b", "2");
        let both = crate::fake_system::fetch(&provider, &system).unwrap();
        assert_eq!(both.credentials.access_key_id(), "12");
    }

    #[test]
    fn fails_if_a_provider_awaits_a_future_that_ask_did_not_create() {
        let stalled = Scripted(|_| Box::pin(future::pending()));
        let error = crate::fake_system::fetch(&stalled, &Fake::default()).unwrap_err();
        assert!(matches!(error, ProviderError::Stalled));
    }
}
