//! The texts of invitations: as they are given, printed and used.

use klas_domain::{
    invitation::{CODE_LENGTH, Standing},
    login::{LOGIN_LEAST, LOGIN_MOST, LoginError, PASSWORD_LEAST, PASSWORD_MOST},
};

use super::Locale;

/// The texts of invitations: as they are given, printed and used.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct JoinTexts {
    pub have_access: fn(usize, usize) -> String,
    pub invite: &'static str,
    pub renew: &'static str,
    pub password_code: &'static str,
    pub revoke: &'static str,
    pub revoked: &'static str,
    pub detach: &'static str,
    pub detached: &'static str,
    pub invite_all: fn(usize) -> String,
    pub nobody_invited: &'static str,
    pub code_until: fn(&str) -> String,
    pub code_expired: fn(&str) -> String,
    pub staff: &'static str,
    pub sheet_title: &'static str,
    pub sheet_lead: &'static str,
    pub sheet_back: &'static str,
    pub card_title: &'static str,
    pub card_password: &'static str,
    pub card_for_child: fn(&str) -> String,
    pub card_scan: &'static str,
    pub card_or: &'static str,
    pub card_code: &'static str,
    pub card_until: fn(&str) -> String,
    pub card_secret: &'static str,
    pub qr: &'static str,
    pub mail: &'static str,
    pub mailed: &'static str,
    pub mail_all: fn(usize, usize) -> String,
    pub mailed_all: &'static str,
    pub mailed_some: fn(usize) -> String,
    pub mailed_refused: fn(&str) -> String,
    pub mailed_not_now: fn(&str) -> String,
    pub mail_none: &'static str,
    pub mail_too_often: &'static str,
    pub mail_refused: &'static str,
    pub mail_unreachable: &'static str,
    pub mail_subject: &'static str,
    pub mail_text: fn(&str, &str, &str) -> String,
    pub mail_button: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub share: &'static str,
    pub not_handed: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub code: &'static str,
    pub code_hint: fn() -> String,
    pub go_on: &'static str,
    pub code_wrong: fn() -> String,
    pub other_code: &'static str,
    pub for_whom: &'static str,
    pub child: &'static str,
    pub school: &'static str,
    pub new_account: &'static str,
    pub new_account_lead: &'static str,
    pub login: &'static str,
    pub login_hint: &'static str,
    pub login_taken: &'static str,
    pub password: &'static str,
    pub password_hint: fn() -> String,
    pub repeat: &'static str,
    pub repeat_wrong: &'static str,
    pub make_account: &'static str,
    pub have_account: &'static str,
    pub sign_in_to_add: &'static str,
    pub add_title: &'static str,
    pub signed_in_as: fn(&str) -> String,
    pub other_school: fn(&str, &str) -> String,
    pub add: &'static str,
    pub not_me: &'static str,
    pub another_person: &'static str,
    pub has_child: &'static str,
    pub not_a_guardian: &'static str,
    pub pupil_alone: &'static str,
    pub sign_out_first: &'static str,
    pub new_password: &'static str,
    pub new_password_lead: fn(&str) -> String,
    pub set_password: &'static str,
    pub unknown: &'static str,
    pub unknown_way: &'static str,
    pub ask_teacher: fn(&str, &str) -> String,
    pub ask_school: fn(&str) -> String,
    pub to_diary: &'static str,
    pub by_code: &'static str,
    pub by_code_hint: &'static str,
    pub add_child: &'static str,
    standings: [&'static str; 6],
    logins: [fn() -> String; 5],
}

impl JoinTexts {
    /// Why a code cannot be used; nothing of one that can.
    pub fn standing(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Open => "",
            Standing::Expired => self.standings[0],
            Standing::Used => self.standings[1],
            Standing::Revoked => self.standings[2],
            Standing::Left => self.standings[3],
            Standing::HasAccount => self.standings[4],
            Standing::Staff => self.standings[5],
        }
    }

    /// Why a name or a password will not do.
    pub fn refusal(&self, error: LoginError) -> String {
        match error {
            LoginError::Length => self.logins[0](),
            LoginError::Characters => self.logins[1](),
            LoginError::PasswordShort => self.logins[2](),
            LoginError::PasswordLong => self.logins[3](),
            LoginError::PasswordIsLogin => self.logins[4](),
        }
    }
}

impl Locale {
    /// The texts of invitations.
    pub fn join(self) -> &'static JoinTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: JoinTexts = JoinTexts {
    have_access: |with, of| format!("Доступ мають {with} з {of}."),
    invite: "Запросити",
    renew: "Новий код",
    password_code: "Код для нового пароля",
    revoke: "Відкликати код",
    revoked: "Код відкликано: ним уже не скористатися.",
    detach: "Від'єднати",
    detached: "Від'єднано: з того облікового запису дитини вже не видно.",
    invite_all: |number| format!("Запросити всіх, хто без доступу й коду ({number})"),
    nobody_invited: "Запрошувати нікого: усі мають доступ або чинний код.",
    code_until: |day| format!("код чинний по {day}"),
    code_expired: |day| format!("код прострочено {day}"),
    staff: "працює в закладі: доступ дає адміністратор журналу",
    sheet_title: "Коди для родин",
    sheet_lead: "Ці коди показано один раз: роздрукуйте сторінку зараз (Ctrl+P або меню браузера, аркуш А4) і розріжте, або передайте кожен код лише тому, кому його видано, – «Копіювати посилання» чи «Поділитися» в месенджері. Загублений код замініть новим у списку родин.",
    sheet_back: "До списку родин",
    card_title: "Доступ до електронного щоденника",
    card_password: "Новий пароль до електронного щоденника",
    card_for_child: |child| format!("щоденник: {child}"),
    card_scan: "Наведіть камеру телефона на цей квадрат.",
    card_or: "Або відкрийте в браузері",
    card_code: "і введіть код",
    card_until: |day| format!("Код чинний по {day}, на один раз."),
    card_secret: "Не передавайте його іншим.",
    qr: "QR-код запрошення",
    mail: "Надіслати листом",
    mailed: "Лист із запрошенням надіслано.",
    mail_all: |letters, cards| match cards {
        0 => format!("Надіслати всім листом ({letters})"),
        _ => format!("Надіслати листом ({letters}), решті – картки ({cards})"),
    },
    mailed_all: "Листи із запрошеннями надіслано.",
    mailed_some: |number| format!("Надіслано листом: {number}. Нижче – картки для решти."),
    mailed_refused: |names| {
        format!(
            "Поштовий сервер не взяв листів для таких людей: {names}. Передайте їхні коди картками, а адреси перевірте в списках закладу; якщо вони правильні, скажіть адміністраторові журналу."
        )
    },
    mailed_not_now: |names| {
        format!(
            "Зараз не вдалося надіслати листи для таких людей: {names}. Передайте їхні коди картками або надішліть листи пізніше: тоді коди будуть нові."
        )
    },
    mail_none: "Заклад не налаштував пошту: передайте код карткою.",
    mail_too_often: "Лист щойно надіслано. Зачекайте хвилину.",
    mail_refused: "Поштовий сервер відхилив цю адресу, тож лист не надіслано. Передайте цей код карткою, а адресу виправте в списках закладу.",
    mail_unreachable: "Поштовий сервер зараз не відповідає, тож лист не надіслано. Передайте цей код карткою або спробуйте пізніше: тоді код буде новий.",
    mail_subject: "Запрошення до електронного щоденника",
    mail_text: |school, link, until| {
        format!(
            "{school} запрошує вас до електронного щоденника вашої дитини: уроки, завдання, оцінки й оголошення – у телефоні.\n\nСтворити обліковий запис: {link}\n\nПосилання діє по {until}, на один раз. Не передавайте його іншим: хто його має, той побачить щоденник.\n\nЯкщо ви не батьки учня чи учениці цього закладу, нічого не робіть і повідомте заклад."
        )
    },
    mail_button: "Створити обліковий запис",
    copy: "Копіювати посилання",
    copied: "Скопійовано.",
    share: "Поділитися",
    not_handed: "Не вдалося. Скористайтеся кодом.",
    title: "Код від класного керівника",
    lead: "Введіть код з аркуша: за хвилину матимете щоденник дитини в телефоні. Кодом можна й додати ще одну дитину або встановити новий пароль.",
    code: "Код",
    code_hint: || format!("{CODE_LENGTH} знаків, наприклад K7MHX-3RTHB"),
    go_on: "Далі",
    code_wrong: || {
        format!(
            "У коді {CODE_LENGTH} знаків: літери (без I, L, O) й цифри від 2 до 9. Перевірте, чи всі введено."
        )
    },
    other_code: "Ввести інший код",
    for_whom: "Запрошення для",
    child: "Щоденник",
    school: "Заклад",
    new_account: "Новий обліковий запис",
    new_account_lead: "Запам'ятайте ім'я й пароль: ними ви входитимете далі. Код більше не знадобиться.",
    login: "Ім'я для входу",
    login_hint: "Можна змінити на зручне вам.",
    login_taken: "Це ім'я вже зайняте: додайте до нього цифру або виберіть інше.",
    password: "Пароль",
    password_hint: || format!("Щонайменше {PASSWORD_LEAST} знаків."),
    repeat: "Пароль ще раз",
    repeat_wrong: "Паролі різні: введіть ще раз.",
    make_account: "Створити й відкрити щоденник",
    have_account: "У вас уже є обліковий запис?",
    sign_in_to_add: "Увійти й додати дитину",
    add_title: "Додати дитину",
    signed_in_as: |name| format!("Ви увійшли як {name}."),
    other_school: |other, own| {
        format!(
            "Код видав інший заклад – {other}; зараз ви в закладі {own}. Дитина з'явиться там; перейти між закладами можна в обліковому записі."
        )
    },
    add: "Додати до мого щоденника",
    not_me: "Це не я: вийти",
    another_person: "Тим часом на цьому пристрої увійшла інша людина. Перевірте, чий це обліковий запис, і додайте ще раз.",
    has_child: "Ця дитина вже є у вашому щоденнику: код не знадобився й лишається чинним для того, кому його видано.",
    not_a_guardian: "Цей код – для батьків, а ви увійшли як учень чи учениця. Код не використано: віддайте його батькам.",
    pupil_alone: "Це запрошення учня: для нього створюють окремий обліковий запис, тож спершу вийдіть зі свого.",
    sign_out_first: "Вийти й продовжити",
    new_password: "Новий пароль",
    new_password_lead: |login| {
        format!(
            "Ім'я для входу лишається те саме: {login}. На всіх пристроях, де ви входили раніше, доведеться увійти знову."
        )
    },
    set_password: "Зберегти пароль і ввійти",
    unknown: "Такого коду немає.",
    unknown_way: "Звірте кожен знак з аркушем. Якщо код видав заклад, який має іншу адресу, відкрийте адресу з його аркуша. Інакше попросіть у класного керівника новий код.",
    ask_teacher: |teacher, class| format!("Новий код дасть класний керівник {class}: {teacher}."),
    ask_school: |school| format!("Зверніться до закладу: {school}."),
    to_diary: "До щоденника",
    by_code: "Маєте код від класного керівника?",
    by_code_hint: "Перший вхід, ще одна дитина, забутий пароль – введіть код.",
    add_child: "Додати дитину за кодом",
    standings: [
        "Термін дії цього коду минув.",
        "Цим кодом уже скористалися.",
        "Цей код відкликано: замість нього могли видати новий.",
        "Дитина вже не навчається в цьому закладі, тож код не діє.",
        "За цим запрошенням уже є обліковий запис: увійдіть зі своїм іменем і паролем. Забутий пароль замінить код для нового пароля.",
        "Це обліковий запис працівника закладу: доступ і пароль дає адміністратор журналу.",
    ],
    logins: [
        || format!("Ім'я для входу – від {LOGIN_LEAST} до {LOGIN_MOST} знаків."),
        || {
            "Лише літери, цифри, крапка, дефіс, підкреслення й @, без пробілів; на початку – літера чи цифра."
                .to_owned()
        },
        || format!("Пароль закороткий: потрібно щонайменше {PASSWORD_LEAST} знаків."),
        || format!("Пароль задовгий: щонайбільше {PASSWORD_MOST} знаків."),
        || "Пароль не може збігатися з іменем для входу.".to_owned(),
    ],
};

static EN: JoinTexts = JoinTexts {
    have_access: |with, of| format!("{with} of {of} have access."),
    invite: "Invite",
    renew: "New code",
    password_code: "Code for a new password",
    revoke: "Revoke the code",
    revoked: "The code is revoked: nobody can use it any more.",
    detach: "Detach",
    detached: "Detached: that account does not show the child any more.",
    invite_all: |number| format!("Invite all without access or code ({number})"),
    nobody_invited: "Nobody to invite: all have access or a valid code.",
    code_until: |day| format!("code valid until {day}"),
    code_expired: |day| format!("code expired {day}"),
    staff: "works at the school: the journal administrator gives access",
    sheet_title: "Codes for families",
    sheet_lead: "These codes are shown once: print the page now (Ctrl+P or the browser's menu, A4) and cut it, or give each code only to whom it is for – «Copy the link» or «Share» it in a messenger. Replace a lost code by a new one in the list of families.",
    sheet_back: "To the list of families",
    card_title: "Access to the electronic diary",
    card_password: "New password for the electronic diary",
    card_for_child: |child| format!("diary: {child}"),
    card_scan: "Point your phone's camera at this square.",
    card_or: "Or open in a browser",
    card_code: "and type the code",
    card_until: |day| format!("Valid until {day}, once."),
    card_secret: "Do not give it to others.",
    qr: "QR code of the invitation",
    mail: "Send by letter",
    mailed: "The letter with the invitation is sent.",
    mail_all: |letters, cards| match cards {
        0 => format!("Send to all by letter ({letters})"),
        _ => format!("Send by letter ({letters}), cards for the rest ({cards})"),
    },
    mailed_all: "The letters with invitations are sent.",
    mailed_some: |number| format!("Sent by letter: {number}. Cards for the rest are below."),
    mailed_refused: |names| {
        format!(
            "The mail server did not take the letters for these people: {names}. Hand their codes over as cards, and check the addresses in the school's lists; if they are right, tell the administrator of the journal."
        )
    },
    mailed_not_now: |names| {
        format!(
            "The letters for these people could not be sent now: {names}. Hand their codes over as cards, or send the letters later: the codes will be new ones then."
        )
    },
    mail_none: "The school has not set up e-mail: hand the code over as a card.",
    mail_too_often: "A letter has just been sent. Wait a minute.",
    mail_refused: "The mail server refused this address, so the letter is not sent. Hand this code over as a card, and put the address right in the school's lists.",
    mail_unreachable: "The mail server does not answer now, so the letter is not sent. Hand this code over as a card, or try later: the code will be a new one then.",
    mail_subject: "Invitation to the electronic diary",
    mail_text: |school, link, until| {
        format!(
            "{school} invites you to the electronic diary of your child: lessons, homework, marks and announcements in your phone.\n\nMake an account: {link}\n\nThe link works until {until}, once. Do not give it to others: whoever has it sees the diary.\n\nIf you are no guardian of a pupil of this school, do nothing and tell the school."
        )
    },
    mail_button: "Make an account",
    copy: "Copy the link",
    copied: "Copied.",
    share: "Share",
    not_handed: "It did not work. Use the code.",
    title: "A code from the class teacher",
    lead: "Type the code from the sheet: within a minute the child's diary is in your phone. A code also adds another child or sets a new password.",
    code: "Code",
    code_hint: || format!("{CODE_LENGTH} characters, for example K7MHX-3RTHB"),
    go_on: "Go on",
    code_wrong: || {
        format!(
            "A code has {CODE_LENGTH} characters: letters (but for I, L, O) and digits from 2 to 9. Check whether all are there."
        )
    },
    other_code: "Type another code",
    for_whom: "Invitation for",
    child: "Diary",
    school: "School",
    new_account: "New account",
    new_account_lead: "Remember name and password: you sign in with them from now on. The code is not needed any more.",
    login: "Sign-in name",
    login_hint: "You may change it.",
    login_taken: "Somebody has this name already: add a digit or choose another.",
    password: "Password",
    password_hint: || format!("At least {PASSWORD_LEAST} characters."),
    repeat: "Password once more",
    repeat_wrong: "The passwords differ: type them again.",
    make_account: "Make it and open the diary",
    have_account: "Do you have an account already?",
    sign_in_to_add: "Sign in and add the child",
    add_title: "Add a child",
    signed_in_as: |name| format!("You are signed in as {name}."),
    other_school: |other, own| {
        format!(
            "The code is of another school, {other}; you are now in {own}. The child will be there; you switch between schools in your account."
        )
    },
    add: "Add to my diary",
    not_me: "This is not me: sign out",
    another_person: "Meanwhile somebody else signed in on this device. Check whose account it is, and add once more.",
    has_child: "The child is in your diary already: the code was not needed and stays valid for whom it was given.",
    not_a_guardian: "This code is for parents, and you are signed in as a pupil. It was not used: give it to your parents.",
    pupil_alone: "This is a pupil's invitation: it makes an account of its own, so sign out of yours first.",
    sign_out_first: "Sign out and go on",
    new_password: "New password",
    new_password_lead: |login| {
        format!(
            "The sign-in name stays: {login}. On all devices where you signed in before you will have to sign in again."
        )
    },
    set_password: "Save the password and sign in",
    unknown: "There is no such code.",
    unknown_way: "Compare each character with the sheet. If the code is of a school with another address, open the address on its sheet. Otherwise ask the class teacher for a new code.",
    ask_teacher: |teacher, class| format!("The class teacher of {class} gives a new code: {teacher}."),
    ask_school: |school| format!("Ask the school: {school}."),
    to_diary: "To the diary",
    by_code: "Do you have a code from the class teacher?",
    by_code_hint: "First visit, another child, lost password: type the code.",
    add_child: "Add a child by code",
    standings: [
        "This code has expired.",
        "This code was used already.",
        "This code was revoked: a new one may have been given in its place.",
        "The child is not at this school any more, so the code is not valid.",
        "This invitation has an account already: sign in with your name and password. A code for a new password replaces a lost one.",
        "This is the account of somebody who works at the school: the journal administrator gives access and password.",
    ],
    logins: [
        || format!("A sign-in name has {LOGIN_LEAST} to {LOGIN_MOST} characters."),
        || {
            "Letters, digits, dot, hyphen, underscore and @ alone, without spaces; a letter or digit comes first.".to_owned()
        },
        || format!("The password is too short: at least {PASSWORD_LEAST} characters."),
        || format!("The password is too long: at most {PASSWORD_MOST} characters."),
        || "The password cannot be the sign-in name.".to_owned(),
    ],
};
