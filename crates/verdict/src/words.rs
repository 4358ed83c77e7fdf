//! The words of a report in both languages; those of faults stand beside.

use klas_signature::Verdict;

use crate::Language;

/// The words of a report.
pub struct Words {
    pub language: Language,
    verdicts: [&'static str; 3],
    meanings: [&'static str; 3],
    pub files: &'static str,
    /// Bytes of a file.
    pub bytes: fn(u32) -> String,
    pub as_signed: &'static str,
    /// Of a file that is as a list says whose signature is not valid.
    pub as_listed: &'static str,
    pub archive_digest: &'static str,
    pub signature: &'static str,
    pub certificate: &'static str,
    pub files_altered: &'static str,
    pub count: fn(usize, usize) -> String,
    pub signer: &'static str,
    pub owner: &'static str,
    pub position: &'static str,
    pub organisation: &'static str,
    pub unit: &'static str,
    pub tax_number: &'static str,
    pub organisation_code: &'static str,
    pub serial: &'static str,
    pub issuer: &'static str,
    pub algorithm: &'static str,
    pub key: &'static str,
    pub covers: &'static str,
    /// How many of the files of a container.
    pub covered: fn(usize, usize) -> String,
    pub validity: &'static str,
    pub expired: &'static str,
    pub time: &'static str,
    pub stamped: &'static str,
    pub claimed: &'static str,
    /// Of which moment the certificate was asked instead.
    pub no_time: fn(&str) -> String,
    pub stamp: &'static str,
    pub no_stamp: &'static str,
    pub doubtful: &'static str,
    pub revocation: &'static str,
    pub not_checked: &'static str,
    pub not_revoked: &'static str,
    pub revoked: &'static str,
    pub note: &'static str,
    pub not_cades: &'static str,
    pub chain: &'static str,
    pub trusted: &'static str,
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Uk => &UK,
            Language::En => &EN,
        }
    }

    /// The verdict's name.
    pub fn verdict(&self, verdict: Verdict) -> &'static str {
        self.verdicts[place(verdict)]
    }

    /// What the verdict means for whoever asked.
    pub fn meaning(&self, verdict: Verdict) -> &'static str {
        self.meanings[place(verdict)]
    }
}

const fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Valid => 0,
        Verdict::CannotTell => 1,
        Verdict::Invalid => 2,
    }
}

static UK: Words = Words {
    language: Language::Uk,
    verdicts: ["ДІЙСНО", "НЕ МОЖНА ВСТАНОВИТИ", "НЕДІЙСНО"],
    meanings: [
        "Усе перевірено, і все збігається.",
        "Проти файлу не свідчить ніщо, але чогось перевірити не вдалося: нижче сказано, чого й чому.",
        "Щось не збігається: нижче сказано, що саме. Такому файлові довіряти не можна.",
    ],
    files: "Файли",
    bytes: |bytes| format!("{bytes} Б"),
    as_signed: "як підписано",
    as_listed: "збігається з описом підпису, але сам опис не доведено",
    archive_digest: "Геш архіву",
    signature: "Підпис",
    certificate: "Сертифікат",
    files_altered: "підписані файли не ті, що були: див. вище",
    count: |signatures, files| format!("Підписів: {signatures}, файлів: {files}"),
    signer: "Підписувач",
    owner: "Власник",
    position: "Посада",
    organisation: "Організація",
    unit: "Підрозділ",
    tax_number: "РНОКПП",
    organisation_code: "ЄДРПОУ",
    serial: "Сертифікат №",
    issuer: "Видавець",
    algorithm: "Алгоритм",
    key: "Ключ",
    covers: "Охоплює",
    covered: |part, all| format!("файлів: {part} з {all}"),
    validity: "Чинність",
    expired: "строк минув",
    time: "Час підпису",
    stamped: "за позначкою часу",
    claimed: "зі слів підписувача",
    no_time: |at| format!("невідомий; сертифікат перевірено на {at}"),
    stamp: "Позначка часу",
    no_stamp: "немає",
    doubtful: "не доводить часу",
    revocation: "Скасування",
    not_checked: "не перевірено: немає ані OCSP, ані списку відкликаних",
    not_revoked: "не скасовано станом на",
    revoked: "скасовано",
    note: "Примітка",
    not_cades: "підпис не називає свого сертифіката (це не CAdES)",
    chain: "Ланцюжок",
    trusted: "довірений",
};

static EN: Words = Words {
    language: Language::En,
    verdicts: ["VALID", "CANNOT TELL", "INVALID"],
    meanings: [
        "Everything was checked, and everything holds.",
        "Nothing speaks against the file, but something could not be checked: see below what, and why.",
        "Something does not hold: see below what. Such a file cannot be trusted.",
    ],
    files: "Files",
    bytes: |bytes| format!("{bytes} B"),
    as_signed: "as signed",
    as_listed: "matches the list of a signature, which is not proven",
    archive_digest: "Archive digest",
    signature: "Signature",
    certificate: "Certificate",
    files_altered: "the signed files are not what they were: see above",
    count: |signatures, files| format!("Signatures: {signatures}, files: {files}"),
    signer: "Signer",
    owner: "Owner",
    position: "Position",
    organisation: "Organisation",
    unit: "Unit",
    tax_number: "Taxpayer no.",
    organisation_code: "EDRPOU",
    serial: "Certificate no.",
    issuer: "Issuer",
    algorithm: "Algorithm",
    key: "Key",
    covers: "Covers",
    covered: |part, all| format!("files: {part} of {all}"),
    validity: "Valid",
    expired: "over",
    time: "Signed at",
    stamped: "by a time stamp",
    claimed: "by the signer's word",
    no_time: |at| format!("not known; the certificate was asked of {at}"),
    stamp: "Time stamp",
    no_stamp: "none",
    doubtful: "does not prove the time",
    revocation: "Revocation",
    not_checked: "not checked: there is neither OCSP nor a list of revoked certificates",
    not_revoked: "not revoked as of",
    revoked: "revoked",
    note: "Note",
    not_cades: "the signature does not name its certificate (it is not CAdES)",
    chain: "Chain",
    trusted: "trusted",
};
