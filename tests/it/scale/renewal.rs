//! Tests 1,000 tasks that share a signer while the signer renews its credentials.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use alicloud::{
    Call, Client, Request, Response, Session, Transport, error::TransportError, machine::Task,
    testing::VirtualClock, transport::drive,
};
use alicloud_config::{
    CredentialsUri, FileContents, Process, ProcessOutput, RefreshingSigner, System,
};
use alicloud_sign::HmacSha1;

use super::{RATIO, Work, assert_linear};
use crate::fixture::{block_on, time};

const TASKS: usize = 1_000;
const LIFETIME: Duration = Duration::from_secs(3600);

/// A system that has only a clock.
#[derive(Debug)]
struct ClockOnly(VirtualClock);

impl System for ClockOnly {
    fn variable(&self, _: &str) -> Option<OsString> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        None
    }

    fn read(&self, _: &Path, _: u64) -> io::Result<FileContents> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn run(&self, _: &Process) -> io::Result<ProcessOutput> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn now(&self) -> SystemTime {
        self.0.now()
    }
}

/// An API and a credentials source. The source answers only when every task waits or has sent its
/// request.
struct Services {
    clock: VirtualClock,
    tasks: usize,
    fetches: AtomicUsize,
    spawned: AtomicUsize,
    requests: AtomicUsize,
    waits: AtomicUsize,
}

#[derive(Clone)]
struct InMemory(Arc<Services>);

impl Services {
    /// Returns and resets the numbers of fetches, spawned tasks, requests and waits.
    fn taken(&self) -> [usize; 4] {
        [&self.fetches, &self.spawned, &self.requests, &self.waits]
            .map(|count| count.swap(0, Ordering::SeqCst))
    }

    fn credentials(&self) -> Response {
        let expiration = jiff::Timestamp::try_from(self.clock.now() + LIFETIME).unwrap();
        let body = format!(
            r#"{{"AccessKeyId":"STS.1","AccessKeySecret":"secret","SecurityToken":"token","Expiration":"{expiration}"}}"#
        );
        Response::new(body.into())
    }
}

impl Transport for InMemory {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let services = &self.0;
        if request.parameters().contains("Action=DescribeAny") {
            services.requests.fetch_add(1, Ordering::SeqCst);
            return Ok(Response::new(r#"{"RequestId":"1450F2D7"}"#.into()));
        }
        services.fetches.fetch_add(1, Ordering::SeqCst);
        let count = |count: &AtomicUsize| count.load(Ordering::SeqCst);
        while count(&services.requests) + count(&services.waits) < services.tasks {
            tokio::task::yield_now().await;
        }
        Ok(services.credentials())
    }

    async fn wait(&self, _: Duration) {
        self.0.waits.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        let earlier = self.0.spawned.fetch_add(1, Ordering::SeqCst);
        assert_eq!(earlier, 0, "only one fetch should be started");
        let transport = self.clone();
        tokio::spawn(async move { drive(&transport, task.detached()).await });
        Ok(())
    }
}

/// Makes a call in each of `tasks` tasks, three times: without credentials, during a renewal, and
/// after the credentials have expired.
fn renew(tasks: usize) -> Work {
    let clock = VirtualClock::new(time());
    let signer = RefreshingSigner::new(CredentialsUri::new("http://127.0.0.1:1"), HmacSha1::new)
        .system(ClockOnly(clock.clone()));
    let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com");
    let session = clock.session(session.unwrap());
    let services = Arc::new(Services {
        clock: clock.clone(),
        tasks,
        fetches: AtomicUsize::new(0),
        spawned: AtomicUsize::new(0),
        requests: AtomicUsize::new(0),
        waits: AtomicUsize::new(0),
    });
    let client = Client::with_transport(session, InMemory(Arc::clone(&services)));
    let client = Arc::new(client);
    let all_call = async || {
        let calls: Vec<_> = (0..tasks)
            .map(|_| {
                let client = Arc::clone(&client);
                tokio::spawn(async move {
                    let call = Call::new("Ecs", "2014-05-26", "DescribeAny").reads();
                    client.send(&call).await.map(drop)
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        // Let the fetch end, because no task may be waiting for it.
        tokio::task::yield_now().await;
        services.taken()
    };
    Work::of(|| {
        block_on(async {
            let [fetches, spawned, requests, waits] = all_call().await;
            assert_eq!([fetches, spawned, requests], [1, 1, tasks]);
            assert!(waits <= 3 * tasks, "{waits} waits");

            clock.advance(LIFETIME - Duration::from_secs(100));
            assert_eq!(
                all_call().await,
                [1, 1, tasks, 0],
                "tasks should use the valid old credentials without waiting"
            );

            clock.advance(2 * LIFETIME);
            let [fetches, spawned, requests, waits] = all_call().await;
            assert_eq!([fetches, spawned, requests], [1, 1, tasks]);
            assert!(waits <= 3 * tasks, "{waits} waits");
        });
    })
}

#[test]
fn tasks_share_a_fetch_with_linear_work_and_memory() {
    assert_linear(TASKS / RATIO, renew);
}
