//! Both signatures: against published and computed ones, and against a server that verifies them.

mod acs3;
mod gateway;
mod hmac_sha1;
mod timestamps;
