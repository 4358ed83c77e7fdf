//! The texts of the archive of a year.

use klas_domain::{archive::Signatory, calendar::Semester};

use super::{Locale, megabytes, plural};

/// The texts of the archive of a year.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ArchiveTexts {
    pub nav: &'static str,
    pub title: fn(&str) -> String,
    pub title_of_class: fn(&str, &str) -> String,
    pub lead: &'static str,
    pub choose_year: &'static str,
    pub show: &'static str,
    pub back: &'static str,
    pub state_column: &'static str,
    pub not_closed: &'static str,
    pub not_made: &'static str,
    pub waits_class_teacher: &'static str,
    pub waits_head: &'static str,
    pub signed: &'static str,
    /// How many classes wait for a semester to be closed.
    pub blocked: fn(usize) -> String,
    pub open: fn(Semester) -> &'static str,
    pub to_closing: &'static str,
    pub make: &'static str,
    pub make_anew: &'static str,
    pub make_class: &'static str,
    pub make_class_anew: &'static str,
    pub progress: &'static str,
    pub waiting: &'static str,
    /// Made, all, pages.
    pub made: fn(u32, u32, u32) -> String,
    pub may_leave: &'static str,
    pub cancel: &'static str,
    pub cancelled: &'static str,
    pub failed: fn(&str) -> String,
    pub card: &'static str,
    pub digest: &'static str,
    pub digest_hint: &'static str,
    pub made_at: &'static str,
    pub by_command: &'static str,
    pub producer: &'static str,
    /// Pages, bytes.
    pub size: fn(u32, u64) -> String,
    pub size_name: &'static str,
    pub signatures: &'static str,
    pub no_signatures: &'static str,
    pub role: fn(Signatory) -> &'static str,
    pub signed_at: &'static str,
    pub stamped: &'static str,
    pub claimed: &'static str,
    pub organisation: &'static str,
    pub certificate: fn(&str, &str) -> String,
    pub trusted: &'static str,
    pub not_asked: &'static str,
    pub take: &'static str,
    pub take_list: &'static str,
    pub how: &'static str,
    pub steps: [&'static str; 3],
    pub by_command_line: &'static str,
    pub sign_title: &'static str,
    pub sign_lead: &'static str,
    pub sign_needs_script: &'static str,
    pub sign_classes: &'static str,
    pub sign_without_stamp: &'static str,
    pub sign_later: &'static str,
    pub key: &'static str,
    pub key_password: &'static str,
    pub sign: &'static str,
    pub signing: &'static str,
    /// `{}` stands for how many went, and for how many there are.
    pub sending: &'static str,
    pub sign_failed: &'static str,
    pub no_key_file: &'static str,
    pub key_unreadable: &'static str,
    pub key_wrong_password: &'static str,
    pub key_absent: &'static str,
    pub key_kind: &'static str,
    /// `{}` stands for the day.
    pub key_ended: &'static str,
    /// `{}` stands for the day.
    pub key_not_begun: &'static str,
    pub send_title: &'static str,
    pub files: &'static str,
    pub files_hint: &'static str,
    pub send: &'static str,
    pub no_file: &'static str,
    /// Class, name.
    pub taken: fn(&str, &str) -> String,
    /// File, why.
    pub not_taken: fn(&str, &str) -> String,
    pub not_signed: &'static str,
    pub too_large: &'static str,
    pub not_archive: &'static str,
    pub draft: &'static str,
    pub not_archived: fn(&str, &str) -> String,
    pub wrong_class: fn(&str) -> String,
    pub other_version: fn(&str) -> String,
    pub altered: fn(&str) -> String,
    pub missing: fn(&str) -> String,
    pub foreign: fn(&str) -> String,
    pub unsigned: &'static str,
    pub known: &'static str,
    pub place_taken: &'static str,
    pub not_whole: &'static str,
    pub names_no_certificate: &'static str,
    pub no_time: &'static str,
    /// When it was signed by its word, when the container was made.
    pub too_early: fn(&str, &str) -> String,
    pub no_match: &'static str,
    pub old_list: &'static str,
    pub of_whole_file: &'static str,
    pub not_first: fn(&str, &str) -> String,
    pub stranger: fn(&str, &str, &str) -> String,
    pub no_class_teacher: &'static str,
    pub complete: &'static str,
    pub changed: &'static str,
    pub opened_again: &'static str,
    pub outdated: &'static str,
    pub outdated_signed: &'static str,
    pub void: &'static str,
    pub damaged: &'static str,
    pub damaged_hint: &'static str,
    pub locked: &'static str,
    pub locked_hint: &'static str,
    pub read_only: &'static str,
    pub open_journal: &'static str,
}

impl Locale {
    /// The texts of the archive of a year.
    pub fn archive(self) -> &'static ArchiveTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

fn many(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

static UK: ArchiveTexts = ArchiveTexts {
    nav: "Архів",
    title: |year| format!("Архів за {year} навчальний рік"),
    title_of_class: |class, year| format!("Архів журналу {class} · {year}"),
    lead: "Коли обидва семестри закрито, журнал кожного класу стає електронним документом: сторінки (PDF/A), ті самі дані для програм і таблиць, історія змін та опис із гешами – в одному контейнері ASiC-E. Його підписує класний керівник, а тоді директор, і перевірити його можна будь-де без Klas.",
    choose_year: "Навчальний рік",
    show: "Показати",
    back: "Архів року",
    state_column: "Стан",
    not_closed: "семестр не закрито",
    not_made: "не підготовлено",
    waits_class_teacher: "чекає на підпис класного керівника",
    waits_head: "чекає на підпис директора",
    signed: "підписано обома",
    blocked: |classes| {
        format!(
            "Щоб підготувати архів року, закрийте обидва семестри в усіх класах: лишилося {classes}\u{a0}{}. Клас, у якому все закрито, можна підготувати вже зараз на його сторінці.",
            plural(classes, &["клас", "класи", "класів"])
        )
    },
    open: |semester| match semester {
        Semester::First => "Не закрито І семестр.",
        Semester::Second => "Не закрито ІІ семестр.",
    },
    to_closing: "Закриття семестру",
    make: "Підготувати архів року",
    make_anew: "Підготувати знову непідписані",
    make_class: "Підготувати",
    make_class_anew: "Підготувати знову",
    progress: "Скільки готово",
    waiting: "Зараз почнемо…",
    made: |made, all, pages| {
        format!(
            "Готово {made} із {all} класів, {pages}\u{a0}{}",
            plural(many(pages), &["сторінка", "сторінки", "сторінок"])
        )
    },
    may_leave: "Сторінку можна закрити: архів готується далі, навіть якщо сервер перезапустять.",
    cancel: "Зупинити",
    cancelled: "Підготовку зупинено; готові класи лишилися.",
    failed: |id| {
        format!(
            "Підготувати архів не вдалося. Спробуйте ще раз; якщо не допоможе, покажіть адміністраторові сервера номер {id}."
        )
    },
    card: "Картка архіву",
    digest: "Геш опису (SHA-256)",
    digest_hint: "За ним відрізняють саме цей архів: він охоплює геші всіх документів контейнера.",
    made_at: "Підготовлено",
    by_command: "з командного рядка",
    producer: "Програма",
    size: |pages, bytes| {
        let (whole, tenth) = megabytes(bytes);
        format!(
            "{pages}\u{a0}{}, {whole},{tenth}\u{a0}МБ",
            plural(many(pages), &["сторінка", "сторінки", "сторінок"])
        )
    },
    size_name: "Обсяг",
    signatures: "Підписи",
    no_signatures: "Підписів ще немає. Першим підписує класний керівник.",
    role: |role| match role {
        Signatory::ClassTeacher => "класний керівник",
        Signatory::Head => "директор",
    },
    signed_at: "Час підпису",
    stamped: "за позначкою часу",
    claimed: "зі слів підписувача",
    organisation: "Організація",
    certificate: |serial, issuer| format!("Сертифікат {serial}, видав «{issuer}»"),
    trusted: "Ланцюжок сертифікатів перевірено до довіреного.",
    not_asked: "Видавця сертифіката не перевірено: на сервері не задано, кому довіряти.",
    take: "Завантажити контейнер",
    take_list: "Завантажити опис для підпису (XML)",
    how: "Як підписати",
    steps: [
        "Завантажте контейнер. Якщо ви директор – той, який уже підписав класний керівник.",
        "Підпишіть його своїм КЕП у програмі свого надавача чи на сайті czo.gov.ua: формат ASiC-E з CAdES, «додати підпис».",
        "Надішліть сюди підписаний файл. Можна й окремий підпис (.p7s) під описом.",
    ],
    by_command_line: "Ключ у файлі PKCS#12 (.p12, .pfx) з RSA чи ECDSA можна застосувати й командою klas sign на своєму комп'ютері: ключ його не залишає.",
    sign_title: "Підписати тут",
    sign_lead: "Якщо ваш ключ – файл PKCS#12 (.p12, .pfx) з RSA чи ECDSA, підписати можна просто на цій сторінці. Ключ і пароль не залишають браузера: на сервер піде лише готовий підпис.",
    sign_needs_script: "Підписати просто на цій сторінці може браузер з увімкненим JavaScript. Без нього підпишіть в іншій програмі, як описано нижче.",
    sign_classes: "Буде підписано:",
    sign_without_stamp: "Підпис буде без позначки часу (CAdES-B): час у ньому – за годинником вашого комп'ютера. З позначкою часу підписує програма надавача або klas sign --tsa.",
    sign_later: "Зараз готуються архіви. Підписати їх і повернути підписані файли можна буде, щойно їх підготують: сторінка оновлюється сама.",
    key: "Файл ключа (.p12, .pfx)",
    key_password: "Пароль ключа",
    sign: "Підписати",
    signing: "Підписуємо…",
    sending: "Надсилаємо підписи: {} з {}",
    sign_failed: "Підписати не вдалося. Оновіть сторінку й спробуйте ще раз або підпишіть в іншій програмі.",
    no_key_file: "Виберіть файл ключа.",
    key_unreadable: "Це не ключ PKCS#12 (.p12, .pfx), або файл пошкоджено. Ключами Key-6.dat, .jks, .zs2 підписують у програмі надавача.",
    key_wrong_password: "Пароль не підходить до цього ключа.",
    key_absent: "У файлі немає особистого ключа з сертифікатом.",
    key_kind: "Ключ не RSA і не ECDSA P-256 чи P-384. Ключем ДСТУ 4145 підпишіть у програмі свого надавача.",
    key_ended: "Строк сертифіката скінчився {}: таким ключем уже не підписують.",
    key_not_begun: "Сертифікат почне діяти {}. Перевірте, чи правильно йде годинник комп'ютера.",
    send_title: "Надіслати підписане",
    files: "Підписані файли (.asice, .p7s)",
    files_hint: "Можна вибрати кілька: клас програма впізнає сама.",
    send: "Надіслати",
    no_file: "Виберіть файл.",
    taken: |class, name| format!("{class}: підпис прийнято – {name}."),
    not_taken: |file, why| format!("{file}: не прийнято. {why}"),
    not_signed: "Це не контейнер ASiC-E і не підпис.",
    too_large: "Файл завеликий для контейнера класу.",
    not_archive: "У контейнері немає опису архіву Klas: це інший документ.",
    draft: "Це чернетка, її не підписують: підготуйте архів після закриття року.",
    not_archived: |class, school| format!("Це журнал класу {class} («{school}»), якого тут в архіві немає."),
    wrong_class: |class| format!("Це контейнер іншого класу – {class}."),
    other_version: |class| {
        format!(
            "Це інша версія архіву {class}: його підготовано знову або опис змінено. Завантажте контейнер ще раз і підпишіть його."
        )
    },
    altered: |name| format!("Документ «{name}» у контейнері змінено."),
    missing: |name| format!("У контейнері бракує документа «{name}»."),
    foreign: |name| format!("У контейнер додано сторонній файл «{name}»."),
    unsigned: "Контейнер ніхто не підписав.",
    known: "Нових підписів у файлі немає: усі вже прийнято.",
    place_taken: "Підписано не той контейнер: у ньому немає підпису, який уже прийнято. Завантажте контейнер тепер і підпишіть його.",
    not_whole: "Підпис охоплює не всі документи контейнера.",
    names_no_certificate: "У підписі не названо сертифіката, з яким його зроблено (немає атрибута signing-certificate): це не CAdES-B, і згодом не довести, чий він. Виберіть формат CAdES і підпишіть знову.",
    no_time: "У підписі не сказано, коли його зроблено: немає ні часу підписання, ні позначки часу від служби, якій тут довіряють. Щойно строк сертифіката скінчиться, такого підпису вже не перевірити. Підпишіть знову – у форматі CAdES-B або з позначкою часу.",
    too_early: |at, made_at| {
        format!(
            "Час підпису – {at}, а контейнер підготовлено {made_at}: тоді підписувати ще не було чого. Перевірте годинник комп’ютера й підпишіть знову."
        )
    },
    old_list: "Цей опис уже підписано, і до нього підпису не додати: наступний підписує новий опис. Завантажте контейнер або опис тепер і підпишіть його.",
    no_match: "Підпис не належить до жодного архіву, який зараз підписують: його зроблено під іншим файлом.",
    of_whole_file: "Підпис зроблено під файлом контейнера цілком, а треба всередині нього: виберіть формат ASiC-E або підпишіть опис (XML).",
    not_first: |signer, class_teacher| {
        format!("Першим підписує класний керівник – {class_teacher}, а це підпис директора ({signer}).")
    },
    stranger: |signer, role, expected| {
        if expected.is_empty() {
            format!(
                "Підписано сертифікатом «{signer}», а має підписати {role}; хто це, у закладі не вказано."
            )
        } else {
            format!("Підписано сертифікатом «{signer}», а має підписати {role} – {expected}.")
        }
    },
    no_class_teacher: "У класу немає класного керівника, тож підписати журнал першим нікому: вкажіть його.",
    complete: "Архів уже підписали обоє.",
    changed: "Поки файл перевірявся, в архіві щось змінилося. Надішліть його ще раз.",
    opened_again: "Семестр класу знову відкрито: закрийте його й підготуйте архів знову.",
    outdated: "Журнал змінено після того, як архів підготовлено: підготуйте його знову.",
    outdated_signed: "Журнал змінено після підпису класного керівника, тож директор його вже не підпише. Архів готують знову, і класний керівник підписує новий: підпис під теперішнім тоді буде знято.",
    void: "За тим, що відомо тепер, підпис класного керівника не дійсний (наприклад, сертифікат скасовано), тож директор після нього не підпише. Архів готують знову: цей підпис тоді буде знято, і класний керівник підпише чинним ключем.",
    damaged: "Архів пошкоджено",
    damaged_hint: "Те, що зберігає програма, – не те, що підписали: не сходяться геші або підписи. Нічого з нього не показано. Повідомте оператора сервера й візьміть контейнер із резервної копії або з того, що завантажили раніше.",
    locked: "Журнал архівовано",
    locked_hint: "Класний керівник і директор підписали архів, тож у журналі за цей рік нічого не змінюють. Помилку, яку помітили пізніше, виправляють наказом і випискою, як на папері.",
    read_only: "Журнал за цей рік архівовано й підписано: його лише читають.",
    open_journal: "Відкрити журнал з архіву",
};

static EN: ArchiveTexts = ArchiveTexts {
    nav: "Archive",
    title: |year| format!("Archive of the academic year {year}"),
    title_of_class: |class, year| format!("Archive of the journal {class} · {year}"),
    lead: "Once both semesters are closed, the journal of each class becomes an electronic document: pages (PDF/A), the same data for programs and spreadsheets, the history of changes and a list of digests – in one ASiC-E container. The class teacher signs it and then the head, and anybody can verify it without Klas.",
    choose_year: "Academic year",
    show: "Show",
    back: "Archive of the year",
    state_column: "State",
    not_closed: "semester not closed",
    not_made: "not made",
    waits_class_teacher: "waits for the class teacher's signature",
    waits_head: "waits for the head's signature",
    signed: "signed by both",
    blocked: |classes| {
        format!(
            "To make the archive of the year, close both semesters in all classes: {classes} left. A class in which everything is closed may be made now on its own page."
        )
    },
    open: |semester| match semester {
        Semester::First => "Semester I is not closed.",
        Semester::Second => "Semester II is not closed.",
    },
    to_closing: "Closing of the semester",
    make: "Make the archive of the year",
    make_anew: "Make those not signed again",
    make_class: "Make",
    make_class_anew: "Make again",
    progress: "How much is done",
    waiting: "Starting…",
    made: |made, all, pages| {
        format!(
            "{made} of {all} classes done, {pages}\u{a0}{}",
            plural(many(pages), &["page", "pages", "pages"])
        )
    },
    may_leave: "You may close the page: the archive is made meanwhile, even if the server is restarted.",
    cancel: "Stop",
    cancelled: "The making was stopped; the classes that were done stay.",
    failed: |id| {
        format!(
            "The archive could not be made. Try again; if that does not help, show the server's administrator the number {id}."
        )
    },
    card: "Card of the archive",
    digest: "Digest of the list (SHA-256)",
    digest_hint: "It tells this archive from any other: it covers the digests of all documents of the container.",
    made_at: "Made",
    by_command: "by the command line",
    producer: "Program",
    size: |pages, bytes| {
        let (whole, tenth) = megabytes(bytes);
        format!("{pages}\u{a0}{}, {whole}.{tenth}\u{a0}MB", plural(many(pages), &["page", "pages", "pages"]))
    },
    size_name: "Size",
    signatures: "Signatures",
    no_signatures: "There are no signatures yet. The class teacher signs first.",
    role: |role| match role {
        Signatory::ClassTeacher => "class teacher",
        Signatory::Head => "head",
    },
    signed_at: "Signed at",
    stamped: "by a time stamp",
    claimed: "by the signer's word",
    organisation: "Organisation",
    certificate: |serial, issuer| format!("Certificate {serial}, issued by “{issuer}”"),
    trusted: "The chain of certificates was followed to a trusted one.",
    not_asked: "The issuer of the certificate was not checked: the server has not been told whom to trust.",
    take: "Download the container",
    take_list: "Download the list to sign (XML)",
    how: "How to sign",
    steps: [
        "Download the container. If you are the head – the one that the class teacher has signed.",
        "Sign it with your qualified key in your provider's program or at czo.gov.ua: ASiC-E with CAdES, “add a signature”.",
        "Send the signed file here. A signature of its own (.p7s) of the list will do, too.",
    ],
    by_command_line: "A key in a PKCS#12 file (.p12, .pfx) with RSA or ECDSA can be used by the command klas sign on your own computer, which the key does not leave.",
    sign_title: "Sign here",
    sign_lead: "If your key is a PKCS#12 file (.p12, .pfx) with RSA or ECDSA, you may sign on this very page. The key and its password do not leave the browser: only the finished signature goes to the server.",
    sign_needs_script: "A browser with JavaScript can sign on this very page. Without it sign in another program, as described below.",
    sign_classes: "To be signed:",
    sign_without_stamp: "The signature will have no time stamp (CAdES-B): its time is that of your computer's clock. Your provider's program, or klas sign --tsa, signs with a time stamp.",
    sign_later: "Archives are being made now. You sign them, and bring signed files back, once they are made: the page refreshes by itself.",
    key: "File of the key (.p12, .pfx)",
    key_password: "Password of the key",
    sign: "Sign",
    signing: "Signing…",
    sending: "Sending signatures: {} of {}",
    sign_failed: "It could not be signed. Reload the page and try again, or sign in another program.",
    no_key_file: "Choose the file of the key.",
    key_unreadable: "This is no PKCS#12 key (.p12, .pfx), or the file is damaged. Keys of the kinds Key-6.dat, .jks and .zs2 sign in the provider's program.",
    key_wrong_password: "The password does not open this key.",
    key_absent: "The file has no private key with a certificate.",
    key_kind: "The key is neither RSA nor ECDSA P-256 or P-384. With a DSTU 4145 key sign in your provider's program.",
    key_ended: "The certificate ended {}: nothing is signed with it any more.",
    key_not_begun: "The certificate begins {}. Check whether the computer's clock is right.",
    send_title: "Send what is signed",
    files: "Signed files (.asice, .p7s)",
    files_hint: "You may choose several: the program finds the classes itself.",
    send: "Send",
    no_file: "Choose a file.",
    taken: |class, name| format!("{class}: signature taken – {name}."),
    not_taken: |file, why| format!("{file}: not taken. {why}"),
    not_signed: "This is neither an ASiC-E container nor a signature.",
    too_large: "The file is too large for the container of a class.",
    not_archive: "The container has no list of an archive of Klas: it is another document.",
    draft: "This is a draft, which is not signed: make the archive once the year is closed.",
    not_archived: |class, school| {
        format!("This is the journal of {class} (“{school}”), which is not archived here.")
    },
    wrong_class: |class| format!("This is the container of another class – {class}."),
    other_version: |class| {
        format!(
            "This is another version of the archive of {class}: it was made again, or the list was altered. Download the container again and sign it."
        )
    },
    altered: |name| format!("The document “{name}” in the container was altered."),
    missing: |name| format!("The document “{name}” is missing from the container."),
    foreign: |name| format!("A foreign file “{name}” was added to the container."),
    unsigned: "Nobody signed the container.",
    known: "There are no new signatures in the file: all have been taken.",
    place_taken: "The wrong container was signed: the signature that was taken before is not in it. Download the container now and sign that.",
    not_whole: "The signature does not cover all documents of the container.",
    names_no_certificate: "The signature does not name the certificate that it was made with (it has no signing-certificate attribute): it is not CAdES-B, and later nobody could prove whose it is. Choose the format CAdES and sign again.",
    no_time: "The signature does not say when it was made: it has neither a signing time nor a time stamp of an authority that is trusted here. Once the certificate has ended, such a signature cannot be verified. Sign again – as CAdES-B, or with a time stamp.",
    too_early: |at, made_at| {
        format!(
            "The time of the signature is {at}, and the container was made {made_at}: there was nothing to sign then. Check the computer’s clock and sign again."
        )
    },
    old_list: "This list is signed already, and no signature can be added to it: the next one signs the next list. Download the container or the list now and sign that.",
    no_match: "The signature belongs to no archive that is being signed: it was made of another file.",
    of_whole_file: "The signature is of the container's file as a whole; it has to be inside: choose the format ASiC-E, or sign the list (XML).",
    not_first: |signer, class_teacher| {
        format!("The class teacher signs first – {class_teacher}; this is the head's signature ({signer}).")
    },
    stranger: |signer, role, expected| {
        if expected.is_empty() {
            format!(
                "Signed with the certificate “{signer}”; the {role} has to sign, and the school has named none."
            )
        } else {
            format!("Signed with the certificate “{signer}”; the {role} has to sign – {expected}.")
        }
    },
    no_class_teacher: "The class has no class teacher, so there is nobody to sign the journal first: name one.",
    complete: "Both have signed the archive.",
    changed: "While the file was checked, something in the archive changed. Send it again.",
    opened_again: "A semester of the class was opened again: close it and make the archive again.",
    outdated: "The journal was changed after the archive was made: make it again.",
    outdated_signed: "The journal was changed after the class teacher signed it, so the head can sign it no more. It is made again, and the class teacher signs the new one: the signature of the present one then goes.",
    void: "By what is known now the class teacher's signature does not hold (its certificate was revoked, say), so the head cannot sign after it. The archive is made again: that signature then goes, and the class teacher signs with a key that is valid.",
    damaged: "The archive is damaged",
    damaged_hint: "What the program keeps is not what was signed: digests or signatures do not agree. Nothing of it is shown. Tell the server's operator, and take the container from a backup or from what was downloaded before.",
    locked: "The journal is archived",
    locked_hint: "The class teacher and the head have signed the archive, so that nothing is changed in the journal of this year. A mistake that is found later is put right by an order and an extract, as on paper.",
    read_only: "The journal of this year is archived and signed: it is only read.",
    open_journal: "Open the journal from the archive",
};
