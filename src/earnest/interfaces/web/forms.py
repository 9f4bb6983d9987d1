"""Forms in the look of the product: the widgets carry the stylesheet's classes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from earnest.foundation.actor import Role
from earnest.foundation.errors import EarnestError, Invalid

BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)
_LINES = "---------"
"""What Django shows for no choice; a screen reader reads nothing of it."""
ROLES = [choice for choice in Role.choices if choice[0] != Role.PROGRAM]


def dress(form: forms.BaseForm) -> None:
    """Give every widget that draws a box the class of a box, and choices words for none of them."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == _LINES:
            field.empty_label = _("Choose") if field.required else _("None")
        if not isinstance(field.widget, BARE):
            field.widget.attrs.setdefault("class", "input")


class Form(forms.Form):
    """A form whose widgets are dressed and whose errors can come from an operation."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)

    def refuse(self, error: EarnestError) -> None:
        """Show why an operation refused, at the field that it names where this form has it."""
        name = error.field if isinstance(error, Invalid) and error.field in self.fields else None
        self.add_error(name, str(error))


def email_field(label: Any, autocomplete: str = "off") -> forms.EmailField:
    return forms.EmailField(label=label, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": autocomplete}))


def new_password_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("At least 12 characters. Four or five unrelated words are good, and easy to remember."),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SignInForm(Form):
    email = email_field(_("E-mail address"), autocomplete="username")
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(Form):
    """A new password. `current` is asked for unless the reader has just come in by a one-time link."""

    current = forms.CharField(
        label=_("Password you have now"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = new_password_field(_("New password"))

    def __init__(self, *args: Any, ask_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_current:
            del self.fields["current"]


class SetUpForm(Form):
    organization = forms.CharField(label=_("Name of the organisation"), max_length=200)
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = email_field(_("Your e-mail address"), autocomplete="username")
    password = new_password_field(_("Password"))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password


class InviteForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = email_field(_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.ANALYST)


class RoleForm(Form):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class DeactivateForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("Kept in the history."))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(Form):
    """A decision with its reason. `seen` is the revision that was looked at."""

    reason = forms.CharField(label=_("Why"), max_length=2000, help_text=_("Kept in the history."))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)
