//! What may be wrong with a signature or a container, and what is unknown of it: each in its own words.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::algorithm::{Refusal, Unsupported};

/// What is known of a file, a signature or a certificate: never a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything was checked and holds.
    Valid,
    /// Nothing speaks against it, but something could not be checked.
    CannotTell,
    /// Something does not hold.
    Invalid,
}

#[expect(missing_docs, reason = "the words of each say what it is")]
/// A fault, or something that could not be checked. The words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code", remote = "Self")]
pub enum Fault {
    // The file as a whole.
    #[error("файл не є ані контейнером ASiC-E, ані підписом, ані сертифікатом: перевіряти нічого")]
    NotRecognised,
    #[error("файл завеликий: більше ніж {limit} МБ не перевіряємо")]
    FileTooLarge { limit: u64 },

    // The container.
    #[error("контейнер обрізано або пошкоджено: немає кінця архіву ZIP")]
    Truncated,
    #[error("контейнер містить сторонні дані поза своїми файлами")]
    ForeignData,
    #[error("у контейнері два файли з однією назвою «{name}»")]
    DuplicateName { name: String },
    #[error("назва файлу «{name}» веде за межі контейнера")]
    UnsafeName { name: String },
    #[error("у контейнері більше ніж {limit} файлів")]
    TooManyFiles { limit: usize },
    #[error("файл «{name}» після розпакування більший за дозволене")]
    TooLarge { name: String },
    #[error("файл «{name}» стиснуто неправдоподібно сильно: схоже на архівну бомбу")]
    Bomb { name: String },
    #[error("файл «{name}» зашифровано")]
    Encrypted { name: String },
    #[error("файл «{name}» стиснуто способом, якого контейнер ASiC-E не має")]
    UnknownCompression { name: String },
    #[error("файл «{name}» пошкоджено: він не розпаковується або не збігається зі своєю контрольною сумою")]
    Damaged { name: String },
    #[error("опис файлу «{name}» на початку і в кінці контейнера різний")]
    HeadersDisagree { name: String },
    #[error(
        "файл «{name}» має в контейнері ще й другу назву, «{other}»: інша програма показала б його під нею"
    )]
    OtherName { name: String, other: String },
    #[error("контейнер перепаковано: файл mimetype має бути першим, а стоїть не там або його немає")]
    MimetypeNotFirst,
    #[error("контейнер перепаковано: файл mimetype стиснуто або має зайві поля")]
    MimetypePacked,
    #[error("це контейнер іншого виду: {found}")]
    MimetypeOther { found: String },

    // Its manifests.
    #[error("опис підпису «{name}» пошкоджено: {why}")]
    ManifestMalformed { name: String, why: String },
    #[error("опис «{manifest}» називає алгоритм геша, якого програма не знає: {algorithm}")]
    UnknownDigest { manifest: String, algorithm: String },
    #[error("файлу «{name}», який підписано, у контейнері немає")]
    FileMissing { name: String },
    #[error("файл «{name}» змінено після підписання")]
    FileAltered { name: String },
    #[error("файл «{name}» підмінено: під його назвою лежить вміст файлу «{other}»")]
    FileSwapped { name: String, other: String },
    #[error("файл «{name}» не підписано: він не входить до жодного опису підпису")]
    FileNotCovered { name: String },
    #[error("підпису «{name}», який називає опис, у контейнері немає")]
    SignatureMissing { name: String },
    #[error("підпис «{name}» не належить до жодного опису")]
    SignatureWithoutManifest { name: String },
    #[error("опис документів архіву «{name}» пошкоджено: переліку з нього не прочитати")]
    ListMalformed { name: String },
    #[error("файл «{name}» не такий, як каже опис документів архіву manifest.json")]
    ListedOtherwise { name: String },
    #[error("файлу «{name}», який називає опис документів архіву manifest.json, у контейнері немає")]
    ListedMissing { name: String },
    #[error("файлу «{name}» немає в описі документів архіву manifest.json")]
    NotListed { name: String },
    #[error(
        "файл «{name}» стоїть не на своєму місці: порядок файлів не такий, як в описі документів архіву manifest.json"
    )]
    OutOfOrder { name: String },
    #[error("підпис охоплює не всі документи архіву: поза ним лишився «{name}»")]
    LeavesOut { name: String },
    #[error("контейнер ніхто не підписав")]
    NoSignatures,
    #[error("підпис «{name}» має формат XAdES, якого програма не перевіряє")]
    Xades { name: String },

    // A signature.
    #[error("підпис пошкоджено: {what} не читається")]
    Malformed { what: &'static str },
    #[error("це дані CMS, але не підпис")]
    NotSignature,
    #[error("у файлі підпису немає жодного підписувача")]
    NoSigners,
    #[error("підписувачів понад {limit}: стільки не перевіряємо")]
    TooManySigners { limit: usize },
    #[error("підпис завеликий: більше ніж {limit} МБ, крім підписаного вмісту, не перевіряємо")]
    SignatureTooLarge { limit: usize },
    #[error("надто багато: {what} понад {limit}, стільки не перевіряємо")]
    TooManyParts { what: &'static str, limit: usize },
    #[error("підпис складено не за стандартом: {what}")]
    OutOfForm { what: &'static str },
    #[error("підпис без даних: потрібен ще й файл, який підписано")]
    ContentAbsent,
    #[error("у підписі немає сертифіката підписувача, або він не читається")]
    CertificateAbsent,
    #[error(
        "підпис справжній, але зроблений для іншого вмісту: дані змінено, або це підпис від іншого документа"
    )]
    OtherContent,
    #[error("підпис не збігається з ключем підписувача: підпис або підписані відомості змінено")]
    SignatureWrong,
    #[error("у підписі бракує обов’язкової відомості: {name}")]
    AttributeAbsent { name: &'static str },
    #[error("відомість підпису повторено або записано хибно: {name}")]
    AttributeWrong { name: &'static str },
    #[error("час підпису {at} ще не настав", at = told(*at))]
    FromFuture { at: DateTime<Utc> },
    #[error("підпис зроблено з іншим сертифікатом, ніж той, що додано")]
    OtherCertificate,
    #[error("програма не знає алгоритму {name}")]
    UnknownAlgorithm { name: String },
    #[error("ключ RSA закороткий: {bits} біт")]
    WeakKey { bits: usize },
    #[error("програма не знає еліптичної кривої: {name}")]
    UnknownCurve { name: String },

    // Certificates.
    #[error("сертифікат не читається")]
    CertificateMalformed,
    #[error("сертифікат «{subject}» підроблено або змінено: підпис видавця під ним не збігається")]
    CertificateWrong { subject: String },
    #[error("строк сертифіката «{subject}» скінчився {until}, а перевіряється на {at}", until = told(*until), at = told(*at))]
    Expired { subject: String, until: DateTime<Utc>, at: DateTime<Utc> },
    #[error("сертифікат «{subject}» почав діяти {from}, пізніше за {at}", from = told(*from), at = told(*at))]
    NotYetValid { subject: String, from: DateTime<Utc>, at: DateTime<Utc> },
    #[error("сертифікат «{subject}» не призначено для цього виду підпису")]
    WrongPurpose { subject: String },
    #[error("сертифікат «{subject}» не має права видавати інші сертифікати")]
    NotAuthority { subject: String },
    #[error("ланцюжок сертифікатів задовгий")]
    ChainTooLong,
    #[error("сертифікат «{subject}» має критичне розширення {name}, якого програма не знає")]
    UnknownExtension { subject: String, name: String },
    #[error("видавець «{issuer}» невідомий: його сертифіката немає ані в підписі, ані серед довірених")]
    IssuerUnknown { issuer: String },
    #[error("ланцюжок кінчається сертифікатом «{root}», якого немає серед довірених")]
    Untrusted { root: String },
    #[error("сертифікат «{subject}» скасовано {since}", since = told(*since))]
    Revoked { subject: String, since: DateTime<Utc> },
    #[error("сертифікат «{subject}» скасовано {since}, а коли зроблено підпис, позначка часу не доводить", since = told(*since))]
    RevokedMaybeBefore { subject: String, since: DateTime<Utc> },
    #[error("сертифікат «{subject}» уже не діє, а коли зроблено підпис, невідомо")]
    ExpiredNoTime { subject: String },
    #[error("свідчень про скасування надто багато: усіх не перевірено")]
    TooMuchEvidence,

    // The time stamp.
    #[error("позначка часу не належить до цього підпису або її змінено: {why}")]
    TimestampWrong { why: Box<Fault> },
}

impl Fault {
    /// What a thing with this fault is.
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::NotRecognised
            | Self::FileTooLarge { .. }
            | Self::MimetypeOther { .. }
            | Self::UnknownDigest { .. }
            | Self::NoSignatures
            | Self::Xades { .. }
            | Self::NotSignature
            | Self::NoSigners
            | Self::TooManySigners { .. }
            | Self::SignatureTooLarge { .. }
            | Self::TooManyParts { .. }
            | Self::OutOfForm { .. }
            | Self::ContentAbsent
            | Self::CertificateAbsent
            | Self::UnknownAlgorithm { .. }
            | Self::WeakKey { .. }
            | Self::UnknownCurve { .. }
            | Self::UnknownExtension { .. }
            | Self::IssuerUnknown { .. }
            | Self::Untrusted { .. }
            | Self::ChainTooLong
            | Self::RevokedMaybeBefore { .. }
            | Self::ExpiredNoTime { .. }
            | Self::TooMuchEvidence => Verdict::CannotTell,
            _ => Verdict::Invalid,
        }
    }

    /// What keys and algorithms are refused for; `what` names the broken part.
    pub(crate) fn of_refusal(refusal: Refusal, what: &'static str) -> Self {
        match refusal {
            Refusal::Unsupported(Unsupported::Algorithm(name)) => Self::UnknownAlgorithm { name },
            Refusal::Unsupported(Unsupported::WeakKey(bits)) => Self::WeakKey { bits },
            Refusal::Unsupported(Unsupported::Curve(name)) => Self::UnknownCurve { name },
            Refusal::Malformed => Self::Malformed { what },
        }
    }
}

/// The verdict on a thing with these faults.
pub fn verdict<'a>(faults: impl IntoIterator<Item = &'a Fault>) -> Verdict {
    faults.into_iter().map(Fault::verdict).max().unwrap_or(Verdict::Valid)
}

/// With the words beside the code, for scripts that show them.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Told<'a> {
            #[serde(flatten, serialize_with = "coded")]
            fault: &'a Fault,
            verdict: Verdict,
            message: String,
        }
        #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference to the field")]
        fn coded<S: Serializer>(fault: &&Fault, serializer: S) -> Result<S::Ok, S::Error> {
            Fault::serialize(fault, serializer)
        }
        Told { fault: self, verdict: self.verdict(), message: self.to_string() }.serialize(serializer)
    }
}

/// Letters that are not seen, or turn the direction of others around: names are printed.
pub(crate) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn told(moment: DateTime<Utc>) -> String {
    moment.format("%d.%m.%Y %H:%M UTC").to_string()
}
