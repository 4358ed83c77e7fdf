//! Stamps and answers that do not bring the certificate of whoever made them: it is in the signature, or at hand.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story ends where something unforeseen happens")]

mod support;

use klas_signature::{Fault, Report, Revocation, Time, Trust, verify};
use rstest::rstest;
use support::{assert_valid, data, now, only, tree::Element, trusting};

const CERTIFICATES: usize = 3;

/// Where the certificates go that a stamp or an answer no longer brings.
#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    Signature,
    /// The unsigned attribute of CAdES-XL.
    Values,
    Trust,
}

/// A stamp in a signature.
fn stamp(file: &mut Element) -> &mut Element {
    file.unsigned().signed_data()
}

/// An answer of OCSP in a signature.
fn answer(file: &mut Element) -> &mut Element {
    file.unsigned().at(&[0, 0, 0])
}

/// Takes the certificates out of a stamp or an answer, and gives what is left of the signature, and them.
fn without_certificates(name: &str, of: fn(&mut Element) -> &mut Element) -> (Element, Vec<Element>) {
    let mut file = Element::read(&data(name));
    let mut certificates = of(&mut file).elements().remove(CERTIFICATES);
    // An answer has a SEQUENCE of them in its `[0]`, a stamp the certificates themselves.
    let is_answer = name.starts_with("answered");
    let certificates = if is_answer { certificates.at(&[0]) } else { &mut certificates };
    let certificates = std::mem::take(certificates.elements());
    (file, certificates)
}

fn checked(name: &str, of: fn(&mut Element) -> &mut Element, place: Place) -> Report {
    let (mut file, certificates) = without_certificates(name, of);
    let mut trust = trusting(&["root.cer"]);
    match place {
        Place::Nowhere => {}
        Place::Signature => file.signed_data().at(&[CERTIFICATES]).elements().extend(certificates),
        Place::Values => file.signer().last().elements().push(certificate_values(certificates)),
        Place::Trust => assert_ne!(trust.add_file(&bundle(certificates)), 0),
    }
    verify(&file.write(), Some(&data("content.txt")), &trust, now())
}

/// `id-aa-ets-certValues`
fn certificate_values(certificates: Vec<Element>) -> Element {
    let name = Element::octets(0x06, b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x17");
    Element::of(0x30, vec![name, Element::of(0x31, vec![Element::of(0x30, certificates)])])
}

/// A bundle, as the state publishes the certificates of its providers.
fn bundle(certificates: Vec<Element>) -> Vec<u8> {
    let mut bundle = Element::read(&data("bundle.p7b"));
    bundle.signed_data().at(&[CERTIFICATES]).elements().extend(certificates);
    bundle.write()
}

#[rstest]
#[case::the_signature(Place::Signature)]
#[case::its_certificate_values(Place::Values)]
#[case::a_trusted_bundle(Place::Trust)]
fn a_stamp_proves_by_a_certificate_from(#[case] place: Place) {
    let report = checked("stamped.p7s", stamp, place);
    assert_valid(&report);
    let stamp = only(&report).timestamp.clone().unwrap();
    assert_eq!((stamp.doubt, stamp.authority.as_str()), (None, "Вигадана служба часу"));
    assert_eq!(only(&report).time, Time::Stamped(stamp.at));
}

#[rstest]
#[case::the_signature(Place::Signature)]
#[case::its_certificate_values(Place::Values)]
#[case::a_trusted_bundle(Place::Trust)]
fn an_answer_counts_by_a_certificate_from(#[case] place: Place) {
    let good = checked("answered.p7s", answer, place);
    assert_valid(&good);
    assert!(matches!(only(&good).revocation, Revocation::Good(_)), "{good:#?}");
    let revoked = checked("answered-revoked.p7s", answer, place);
    assert!(matches!(only(&revoked).revocation, Revocation::Revoked(_)), "{revoked:#?}");
    assert!(matches!(only(&revoked).faults[..], [Fault::Revoked { .. }]));
}

#[test]
fn whose_certificate_is_nowhere_proves_nothing() {
    let stamped = checked("stamped.p7s", stamp, Place::Nowhere);
    assert_valid(&stamped);
    let doubt = only(&stamped).timestamp.clone().unwrap().doubt;
    assert_eq!(doubt, Some(Fault::CertificateAbsent));
    assert!(matches!(only(&stamped).time, Time::Claimed(_)));

    let answered = checked("answered.p7s", answer, Place::Nowhere);
    assert_valid(&answered);
    assert_eq!(only(&answered).revocation, Revocation::NotChecked);
}

/// A certificate in the signature, which anybody may put there, is not trusted by being there.
#[test]
fn an_authority_that_nobody_trusts_proves_nothing_from_there_either() {
    let (mut file, certificates) = without_certificates("stamped.p7s", stamp);
    file.signed_data().at(&[CERTIFICATES]).elements().extend(certificates);
    let report = verify(&file.write(), Some(&data("content.txt")), &Trust::default(), now());
    let doubt = only(&report).timestamp.clone().unwrap().doubt;
    assert!(matches!(doubt, Some(Fault::IssuerUnknown { .. })), "{doubt:?}");
    assert!(matches!(only(&report).time, Time::Claimed(_)));
}
