//! Where push messages may go.

use klas_courier::{Endpoint, EndpointError};
use rstest::rstest;

#[rstest]
#[case::chromium("https://fcm.googleapis.com/fcm/send/abc:def")]
#[case::firefox("https://updates.push.services.mozilla.com/wpush/v2/abc")]
#[case::apple("https://web.push.apple.com/abc")]
#[case::windows("https://wns2-par02p.notify.windows.com/w/?token=abc%3d")]
#[case::a_public_number("https://93.184.216.34/push")]
#[case::a_public_number_of_ipv6("https://[2606:2800:220:1::1]/push")]
fn push_services_are_sent_to(#[case] address: &str) {
    assert!(Endpoint::new(address, false).is_ok(), "{address}");
}

#[rstest]
#[case::not_encrypted("http://fcm.googleapis.com/send", EndpointError::NotHttps)]
#[case::another_scheme("ftp://push.example/send", EndpointError::NotHttps)]
#[case::nothing("", EndpointError::NotAnAddress)]
#[case::a_path("/etc/passwd", EndpointError::NotAnAddress)]
#[case::with_a_password("https://user:secret@push.example/", EndpointError::NotAnAddress)]
#[case::this_machine("https://localhost/push", EndpointError::Private)]
#[case::a_name_without_a_domain("https://database:5432/", EndpointError::Private)]
#[case::loopback("https://127.0.0.1/push", EndpointError::Private)]
#[case::loopback_elsewhere("https://127.8.8.8/push", EndpointError::Private)]
#[case::loopback_of_ipv6("https://[::1]/push", EndpointError::Private)]
#[case::mapped_into_ipv6("https://[::ffff:10.0.0.1]/push", EndpointError::Private)]
#[case::by_nat64("https://[64:ff9b::a00:1]/push", EndpointError::Private)]
#[case::by_6to4("https://[2002:a00:1::]/push", EndpointError::Private)]
#[case::local_of_ipv6("https://[fd00::1]/push", EndpointError::Private)]
#[case::link_of_ipv6("https://[fe80::1]/push", EndpointError::Private)]
#[case::everybody("https://0.0.0.0/push", EndpointError::Private)]
#[case::of_a_school("https://192.168.1.1/push", EndpointError::Private)]
#[case::of_an_office("https://10.1.2.3/push", EndpointError::Private)]
#[case::of_a_cloud("https://169.254.169.254/latest/meta-data", EndpointError::Private)]
#[case::of_a_provider("https://100.64.0.1/", EndpointError::Private)]
#[case::to_many("https://224.0.0.1/", EndpointError::Private)]
fn addresses_beside_the_server_are_not(#[case] address: &str, #[case] error: EndpointError) {
    assert_eq!(Endpoint::new(address, false).err(), Some(error), "{address}");
}

#[test]
fn tests_send_to_their_own_machine() {
    assert!(Endpoint::new("http://127.0.0.1:4000/push", true).is_ok());
    assert_eq!(Endpoint::new("nothing", true), Err(EndpointError::NotAnAddress));
}

#[test]
fn a_long_address_is_none() {
    let address = format!("https://push.example/{}", "a".repeat(1000));
    assert_eq!(Endpoint::new(&address, false), Err(EndpointError::NotAnAddress));
}
