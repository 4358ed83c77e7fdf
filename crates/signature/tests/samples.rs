//! Real certificates and a message: the national root, an authority below it, a signature by DSTU 4145.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use klas_signature::{Fault, Kind, Report, Time, Verdict, verify};
use rstest::rstest;
use support::{assert_fault, assert_valid, data, now, only, trusting};

fn certificate(name: &str, trusted: &[&str]) -> Report {
    let report = verify(&data(name), None, &trusting(trusted), now());
    assert_eq!(report.kind, Kind::Certificate);
    report
}

#[test]
fn the_national_root_and_the_authority_below_it() {
    let root = certificate("CZOROOT.cer", &["CZOROOT.cer"]);
    assert_valid(&root);
    let card = root.certificate.unwrap();
    assert_eq!(card.subject.name, "Центральний засвідчувальний орган");
    assert_eq!(card.key.as_deref(), Some("ДСТУ 4145-2002, 431"));
    assert!(card.expired, "its time was over in 2022");

    let authority = certificate("CA-Justice.cer", &["CZOROOT.cer"]);
    assert_valid(&authority);
    let card = authority.certificate.unwrap();
    assert_eq!(card.subject.organisation.as_deref(), Some("ДП \"НАІС\""));
    assert_eq!(card.chain.len(), 2);
    assert_eq!(card.chain[1].subject, "Центральний засвідчувальний орган");
}

#[test]
fn a_root_that_nobody_named_is_not_trusted() {
    let report = certificate("CZOROOT.cer", &[]);
    assert!(matches!(&report.faults[..], [Fault::Untrusted { .. }]), "{report:#?}");
    assert_eq!(report.verdict, Verdict::CannotTell);
}

#[test]
fn of_an_authority_with_an_absent_issuer_nothing_can_be_told() {
    for trusted in [&[][..], &["CZOROOT.cer"]] {
        let report = certificate("CA-Justice-ECDSA-261217.cer", trusted);
        assert!(
            matches!(&report.faults[..], [Fault::IssuerUnknown { issuer }] if issuer == "Central certification authority")
        );
        assert_eq!(report.verdict, Verdict::CannotTell);
        assert_eq!(report.certificate.unwrap().subject.organisation_code.as_deref(), Some("39787008"));
    }
}

#[test]
fn a_self_signed_certificate_holds_where_it_is_trusted() {
    assert_valid(&certificate("SELF_SIGNED1.cer", &["SELF_SIGNED1.cer"]));
    assert_eq!(certificate("SELF_SIGNED1.cer", &[]).verdict, Verdict::CannotTell);
}

#[test]
fn the_message_verifies_for_those_who_trust_its_signer() {
    let report = verify(&data("message.p7"), None, &trusting(&["SELF_SIGNED1.cer"]), now());
    assert_valid(&report);
    let signature = only(&report);
    assert_eq!(signature.signer.as_ref().unwrap().name, "Very Much CA");
    assert_eq!(signature.algorithm.as_deref(), Some("ДСТУ 4145-2002, ГОСТ 34.311-95"));
    assert_eq!(signature.time, Time::Claimed("2018-10-22T19:25:05Z".parse().unwrap()));
    assert!(signature.names_certificate);

    let stranger = verify(&data("message.p7"), None, &trusting(&["CZOROOT.cer"]), now());
    assert_fault(&stranger, |fault| matches!(fault, Fault::Untrusted { .. }), Verdict::CannotTell);
}

/// A file once with each of its bits changed, and the report on it.
fn with_each_bit_changed(name: &str, trusted: &[&str], mut told: impl FnMut(usize, &Report)) {
    let (original, trust) = (data(name), trusting(trusted));
    for bit in 0..original.len() * 8 {
        let mut changed = original.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        told(bit, &verify(&changed, None, &trust, now()));
    }
}

#[rstest]
#[case("message.p7", "SELF_SIGNED1.cer")]
#[case("CA-Justice.cer", "CZOROOT.cer")]
fn no_file_with_one_bit_changed_is_valid(#[case] name: &str, #[case] trusted: &str) {
    assert_valid(&verify(&data(name), None, &trusting(&[trusted]), now()));
    with_each_bit_changed(name, &[trusted], |bit, report| {
        assert_ne!(report.verdict, Verdict::Valid, "{name}: bit {} of byte {}", bit % 8, bit / 8);
    });
}

/// That its own signature holds is what makes a certificate the end of a chain, trusted or not.
#[rstest]
#[case("SELF_SIGNED1.cer")]
#[case("CZOROOT.cer")]
fn no_self_signed_certificate_with_one_bit_changed_holds(#[case] name: &str) {
    let holds = |report: &Report| report.faults.iter().any(|fault| matches!(fault, Fault::Untrusted { .. }));
    assert!(holds(&verify(&data(name), None, &trusting(&[]), now())));
    with_each_bit_changed(name, &[], |bit, report| {
        assert_ne!(report.verdict, Verdict::Valid, "bit {} of byte {}", bit % 8, bit / 8);
        assert!(!holds(report), "bit {} of byte {}", bit % 8, bit / 8);
    });
}
