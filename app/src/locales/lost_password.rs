//! The texts of a lost password: the form, the letters, the page of the link.

use super::Locale;

/// The texts of a lost password.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct LostPasswordTexts {
    pub way: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub who: &'static str,
    pub send: &'static str,
    pub no_name: &'static str,
    pub too_often: &'static str,
    pub noted: &'static str,
    pub noted_hint: &'static str,
    pub no_mail: &'static str,
    pub other_ways: &'static str,
    pub by_class_teacher: &'static str,
    pub by_administrator: &'static str,
    pub enter_code: &'static str,
    pub to_sign_in: &'static str,
    pub expired: &'static str,
    pub used: &'static str,
    pub replaced: &'static str,
    pub unknown: &'static str,
    pub ask_again: &'static str,
    pub for_login: fn(&str) -> String,
    pub subject: &'static str,
    pub letter: fn(&str, &str) -> String,
    pub set_subject: &'static str,
    pub set_letter: fn(&str, &str) -> String,
    pub set_letter_by_code: fn(&str, &str) -> String,
    pub set_button: &'static str,
    pub address: &'static str,
    pub no_address: &'static str,
    pub waits: fn(&str) -> String,
    pub change_address: &'static str,
    pub add_address: &'static str,
    pub last_set: &'static str,
    pub last_set_at: fn(&str) -> String,
}

impl Locale {
    /// The texts of a lost password.
    pub fn lost_password(self) -> &'static LostPasswordTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

const UK: LostPasswordTexts = LostPasswordTexts {
    way: "Забули пароль?",
    title: "Новий пароль",
    lead: "Надішлемо лист із посиланням на адресу, яку ви підтвердили в Klas.",
    who: "Ім'я для входу або електронна адреса",
    send: "Надіслати лист",
    no_name: "Введіть ім'я для входу або адресу, яку ви підтвердили в Klas.",
    too_often: "Лист уже замовляли щойно. Зачекайте хвилину, перевірте «Спам» і спробуйте ще раз.",
    noted: "Якщо є такий обліковий запис із підтвердженою адресою, лист уже в дорозі.",
    noted_hint: "Відкрийте його й натисніть посилання протягом години. Листа немає за кілька хвилин – перевірте «Спам» або скористайтеся одним із способів нижче.",
    no_mail: "Заклад не налаштував пошту, тому листом пароль не змінити. Скористайтеся одним із способів нижче.",
    other_ways: "Без листа",
    by_class_teacher: "Батьки й учні: класний керівник видає код для нового пароля.",
    by_administrator: "Працівники закладу: новий пароль дає адміністратор журналу.",
    enter_code: "Маю код",
    to_sign_in: "До входу",
    expired: "Посиланню понад годину, тож воно вже не діє.",
    used: "Цим посиланням уже скористалися: пароль змінено. Якщо це були не ви, замовте новий лист.",
    replaced: "Це посилання вже не діє: надіслано новіше, або пароль чи адресу змінено інакше.",
    unknown: "Посилання неповне. Скопіюйте його з листа цілком або замовте новий лист.",
    ask_again: "Надіслати новий лист",
    for_login: |login| {
        format!(
            "Придумайте новий пароль для входу з ім'ям {login}. На інших пристроях доведеться увійти знову."
        )
    },
    subject: "Новий пароль для Klas",
    letter: |login, link| {
        format!(
            "Хтось попросив новий пароль для входу в Klas з ім'ям {login}.\n\nЗадати пароль: {link}\n\nПосилання діє годину й лише один раз. Якщо це були не ви, нічого не робіть: пароль лишиться тим самим."
        )
    },
    set_subject: "Пароль у Klas змінено",
    set_letter: |login, link| {
        format!(
            "Пароль для входу в Klas з ім'ям {login} щойно змінено посиланням із листа. На інших пристроях вхід завершено.\n\nЯкщо це були не ви, задайте інший пароль: {link}\n\nІ змініть пароль своєї поштової скриньки: хтось прочитав лист."
        )
    },
    set_letter_by_code: |login, link| {
        format!(
            "Пароль для входу в Klas з ім'ям {login} щойно змінено кодом, який видав заклад. На інших пристроях вхід завершено.\n\nЯкщо це були не ви, задайте інший пароль: {link}\n\nІ повідомте заклад: кодом скористався хтось інший."
        )
    },
    set_button: "Задати інший пароль",
    address: "Електронна адреса",
    no_address: "немає – без неї забутий пароль не змінити листом",
    waits: |address| format!("{address}, чекає на підтвердження"),
    change_address: "Змінити адресу",
    add_address: "Додати адресу",
    last_set: "Пароль",
    last_set_at: |moment| format!("змінено посиланням із листа {moment}"),
};

const EN: LostPasswordTexts = LostPasswordTexts {
    way: "Forgot the password?",
    title: "New password",
    lead: "We will send a letter with a link to the address that you confirmed in Klas.",
    who: "Sign-in name or e-mail address",
    send: "Send the letter",
    no_name: "Enter the sign-in name, or the address that you confirmed in Klas.",
    too_often: "A letter has just been asked for. Wait a minute, look among the spam and try again.",
    noted: "If there is such an account with a confirmed address, the letter is on its way.",
    noted_hint: "Open it and follow its link within an hour. No letter in a few minutes? Look among the spam, or go one of the ways below.",
    no_mail: "The school has not set up e-mail, so a letter cannot change the password. Go one of the ways below.",
    other_ways: "Without a letter",
    by_class_teacher: "Guardians and pupils: the class teacher gives a code for a new password.",
    by_administrator: "Staff: the journal's administrator gives a new password.",
    enter_code: "I have a code",
    to_sign_in: "To signing in",
    expired: "The link is older than an hour and does not work any more.",
    used: "The link was used already: the password is set. If it was not you, ask for a new letter.",
    replaced: "The link does not work any more: a newer one was sent, or the password or the address was changed otherwise.",
    unknown: "The link is not whole. Copy all of it from the letter, or ask for a new one.",
    ask_again: "Send a new letter",
    for_login: |login| {
        format!("Make up a new password for signing in as {login}. Other devices will have to sign in again.")
    },
    subject: "New password for Klas",
    letter: |login, link| {
        format!(
            "Somebody asked for a new password for signing in to Klas as {login}.\n\nSet the password: {link}\n\nThe link works for an hour, once. If it was not you, do nothing: the password stays as it is."
        )
    },
    set_subject: "The password of Klas was changed",
    set_letter: |login, link| {
        format!(
            "The password for signing in to Klas as {login} has just been changed by the link of a letter. Other devices are signed out.\n\nIf it was not you, set another password: {link}\n\nAnd change the password of your mailbox: somebody has read the letter."
        )
    },
    set_letter_by_code: |login, link| {
        format!(
            "The password for signing in to Klas as {login} has just been changed by a code that the school gave. Other devices are signed out.\n\nIf it was not you, set another password: {link}\n\nAnd tell the school: somebody else has used the code."
        )
    },
    set_button: "Set another password",
    address: "E-mail address",
    no_address: "none – without it a letter cannot change a lost password",
    waits: |address| format!("{address}, waits to be confirmed"),
    change_address: "Change the address",
    add_address: "Add an address",
    last_set: "Password",
    last_set_at: |moment| format!("set by the link of a letter on {moment}"),
};
