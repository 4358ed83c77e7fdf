//! The texts of checking a signed file.

use super::{Locale, megabytes};

/// The texts of checking a signed file.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct VerifyTexts {
    pub title: &'static str,
    pub link: &'static str,
    pub lead: &'static str,
    /// What is promised where the browser checks.
    pub stays: &'static str,
    /// What is said where it cannot.
    pub no_script: &'static str,
    pub file: &'static str,
    pub file_hint: &'static str,
    pub content: &'static str,
    pub content_hint: &'static str,
    pub trust: &'static str,
    pub trust_hint: &'static str,
    pub check: &'static str,
    pub check_on_server: &'static str,
    /// The limit in bytes.
    pub server_hint: fn(u64) -> String,
    pub checking: &'static str,
    pub failed: &'static str,
    pub no_file: &'static str,
    /// The limit in bytes.
    pub too_large: fn(u64) -> String,
    /// Its name.
    pub nothing_to_trust: fn(&str) -> String,
    pub busy: &'static str,
    pub slow: &'static str,
    pub slow_sending: &'static str,
    pub report: &'static str,
    pub whom: &'static str,
    pub whom_lead: &'static str,
    pub nobody: &'static str,
    /// Since, until.
    pub valid: fn(&str, &str) -> String,
    pub root_title: &'static str,
    pub root_steps: [&'static str; 3],
    pub by_command_line: &'static str,
}

impl Locale {
    /// The texts of checking a signed file.
    pub fn verify(self) -> &'static VerifyTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: VerifyTexts = VerifyTexts {
    title: "Перевірка підпису",
    link: "Перевірити підписаний файл",
    lead: "Виберіть архів журналу (.asice), підпис (.p7s, .p7m) або сертифікат: тут буде видно, хто й коли його підписав, чи нічого не змінено відтоді й чи дійсні сертифікати.",
    stays: "Файл не залишає вашого комп'ютера: його перевіряє сам браузер.",
    no_script: "У браузері вимкнено JavaScript, тож файл перевірить сервер: він прочитає його, відповість і нічого не збереже.",
    file: "Файл",
    file_hint: "Контейнер ASiC-E (.asice, .sce), підпис (.p7s, .p7m), сертифікат (.cer, .crt, .pem).",
    content: "Документ, якщо підпис лежить окремо від нього",
    content_hint: "Для файлу .p7s – те, що ним підписано.",
    trust: "Сертифікати, яким ви довіряєте",
    trust_hint: "Не обов'язково. Кореневі сертифікати (.cer, .crt, .pem, .p7b) і списки відкликаних (.crl) додадуться до тих, яким довіряє цей сайт.",
    check: "Перевірити",
    check_on_server: "Перевірити на сервері",
    server_hint: |limit| {
        format!(
            "На сервері – лише якщо ви цього хочете: тоді файл буде надіслано, перевірено й забуто. До {}\u{a0}МБ.",
            megabytes(limit).0
        )
    },
    checking: "Перевіряємо…",
    failed: "Перевірити у браузері не вдалося. Оновіть браузер або перевірте файл на сервері.",
    no_file: "Виберіть файл.",
    too_large: |limit| {
        format!(
            "Файли разом завеликі: сервер перевіряє до {}\u{a0}МБ. У браузері та командою klas verify можна й більші.",
            megabytes(limit).0
        )
    },
    nothing_to_trust: |name| format!("«{name}»: тут немає ані сертифіката, ані списку відкликаних."),
    busy: "Сервер зараз перевіряє інші файли. Спробуйте за хвилину.",
    slow: "Перевірка триває надто довго, тож сервер її полишив. Перевірте цей файл у браузері з JavaScript або командою klas verify.",
    slow_sending: "Файл надходить надто повільно, тож сервер його не дочекався. Перевірте цей файл у браузері з JavaScript або командою klas verify.",
    report: "Результат",
    whom: "Кому довіряє ця перевірка",
    whom_lead: "Підпис дійсний, лише якщо ланцюжок сертифікатів веде до одного з цих:",
    nobody: "Власник сайту не вказав, кому довіряти, тож без вашого сертифіката буде «не можна встановити».",
    valid: |since, until| format!("чинний {since}–{until}"),
    root_title: "Де взяти кореневий сертифікат держави",
    root_steps: [
        "Відкрийте czo.gov.ua – сайт Центрального засвідчувального органу – і знайдіть у реєстрі надавачів кореневі сертифікати або збірку CACertificates.p7b.",
        "Завантажте й додайте у поле «Сертифікати, яким ви довіряєте». Зі збірки довіреними стануть лише кореневі, решта допоможе скласти ланцюжок.",
        "Звірте серійний номер із тим, що на сайті: довіряти варто тому, що ви перевірили самі. Сертифікат можна вибрати тут у полі «Файл», і його номер буде видно.",
    ],
    by_command_line: "Те саме без браузера й мережі робить команда klas verify.",
};

static EN: VerifyTexts = VerifyTexts {
    title: "Checking a signature",
    link: "Check a signed file",
    lead: "Choose the archive of a journal (.asice), a signature (.p7s, .p7m) or a certificate: you will see who signed it and when, whether anything was altered since, and whether the certificates hold.",
    stays: "The file does not leave your computer: the browser itself checks it.",
    no_script: "JavaScript is switched off in this browser, so the server will check the file: it reads it, answers and keeps nothing.",
    file: "File",
    file_hint: "An ASiC-E container (.asice, .sce), a signature (.p7s, .p7m), a certificate (.cer, .crt, .pem).",
    content: "The document, where the signature stands apart from it",
    content_hint: "For a .p7s file – what was signed by it.",
    trust: "Certificates that you trust",
    trust_hint: "Not required. Root certificates (.cer, .crt, .pem, .p7b) and lists of revoked ones (.crl) are added to those that this site trusts.",
    check: "Check",
    check_on_server: "Check on the server",
    server_hint: |limit| {
        format!(
            "On the server only if you want that: the file is sent, checked and forgotten. Up to {}\u{a0}MB.",
            megabytes(limit).0
        )
    },
    checking: "Checking…",
    failed: "The browser could not check it. Update the browser, or check the file on the server.",
    no_file: "Choose a file.",
    too_large: |limit| {
        format!(
            "The files together are too large: the server checks up to {}\u{a0}MB. The browser and the command klas verify take larger ones.",
            megabytes(limit).0
        )
    },
    nothing_to_trust: |name| {
        format!("“{name}”: there is neither a certificate nor a list of revoked ones in it.")
    },
    busy: "The server is checking other files now. Try again in a minute.",
    slow: "The check takes too long, so the server gave it up. Check this file in a browser with JavaScript, or by the command klas verify.",
    slow_sending: "The file comes too slowly, so the server gave up waiting for it. Check this file in a browser with JavaScript, or by the command klas verify.",
    report: "Result",
    whom: "Whom this check trusts",
    whom_lead: "A signature is valid only where the chain of certificates leads to one of these:",
    nobody: "The owner of this site has not said whom to trust, so without a certificate of yours the verdict is “cannot tell”.",
    valid: |since, until| format!("valid {since}–{until}"),
    root_title: "Where to get the root certificate of the state",
    root_steps: [
        "Open czo.gov.ua – the site of Ukraine's Central Certification Authority – and find the root certificates or the bundle CACertificates.p7b in its register of providers.",
        "Download and add it to the field “Certificates that you trust”. Of a bundle only the roots become trusted; the others help to build the chain.",
        "Compare the serial number with the one on the site: trust what you have checked yourself. Choose the certificate in the field “File” here to see its number.",
    ],
    by_command_line: "The command klas verify does the same without a browser or a network.",
};
