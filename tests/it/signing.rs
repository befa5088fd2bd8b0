//! Tests both signatures against published signatures, and with a server that verifies them.

mod acs3;
mod gateway;
mod hmac_sha1;
mod timestamps;
