"""A newcomer's first steps: adopt a framework and controls, and choose what speaks for them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.controls.models import BoundTest, Control
from earnest.core.frameworks.models import Framework
from earnest.foundation.models import LedgerEntry, User

pytestmark = pytest.mark.django_db


def test_a_framework_is_adopted_from_the_page(at_desk: Client) -> None:
    page = at_desk.get(reverse("frameworks-adopt")).content.decode()
    assert "Copyright ISO/IEC" in page
    assert at_desk.post(reverse("frameworks-adopt"), {"key": ["nis2", "nonsense"]}).status_code == 302
    assert list(Framework.objects.values_list("key", flat=True)) == ["nis2"]


def test_controls_are_adopted_with_tests_and_requirements(at_desk: Client) -> None:
    at_desk.post(reverse("frameworks-adopt"), {"key": ["nis2"]})
    assert at_desk.get(reverse("controls-adopt"), {"framework": "nis2"}).status_code == 200
    at_desk.post(reverse("controls-adopt"), {"key": ["mfa-privileged"], "planned": "1"})
    control = Control.objects.get(key="mfa-privileged")
    assert control.state == "planned"
    assert control.tests.exists()
    assert control.supports.filter(framework__key="nis2").exists()


def test_nothing_ticked_is_said(at_desk: Client) -> None:
    page = at_desk.post(reverse("controls-adopt"), {}, follow=True)
    assert "Tick at least one" in page.content.decode()


class TestTests:
    @pytest.fixture
    def control(self, at_desk: Client) -> Control:
        at_desk.post(reverse("controls-adopt"), {"key": ["identity-lifecycle"]})
        return Control.objects.get()

    def test_another_test_is_bound(self, at_desk: Client, control: Control) -> None:
        at_desk.post(reverse("control-test-bind", args=[control.pk]), {"test": "device-encryption"})
        assert control.tests.filter(test="device-encryption").exists()

    def test_parameters_change_only_with_a_reason(self, at_desk: Client, control: Control) -> None:
        bound = control.tests.get(test="dormant-accounts")
        address = reverse("control-test-rebind", args=[control.pk, bound.pk])
        assert at_desk.post(address, {"dormant_days": "60", "reason": ""}).status_code == 422
        at_desk.post(address, {"dormant_days": "60", "reason": "Agreed with the auditor."})
        bound.refresh_from_db()
        assert bound.parameters == {"dormant_days": "60"}
        assert LedgerEntry.objects.order_by("-number")[0].reason == "Agreed with the auditor."

    def test_a_parameter_out_of_range_is_refused(self, at_desk: Client, control: Control) -> None:
        bound = control.tests.get(test="dormant-accounts")
        address = reverse("control-test-rebind", args=[control.pk, bound.pk])
        assert at_desk.post(address, {"dormant_days": "seven", "reason": "why"}).status_code == 422
        bound.refresh_from_db()
        assert bound.parameters == {}

    def test_a_test_is_taken_away_only_with_a_reason(self, at_desk: Client, control: Control) -> None:
        bound = control.tests.get(test="dormant-accounts")
        address = reverse("control-test-rebind", args=[control.pk, bound.pk])
        at_desk.post(address, {"unbind": "1", "reason": ""})
        assert BoundTest.objects.filter(pk=bound.pk).exists()
        at_desk.post(address, {"unbind": "1", "reason": "Replaced by our own."})
        assert not BoundTest.objects.filter(pk=bound.pk).exists()

    def test_a_reader_sees_but_cannot_change(self, client: Client, control: Control, reader: User) -> None:
        client.force_login(reader)
        page = client.get(reverse("control-tests", args=[control.pk])).content.decode()
        assert '<form class="form"' not in page
        bind = reverse("control-test-bind", args=[control.pk])
        assert client.post(bind, {"test": "device-encryption"}).status_code == 403
        assert client.get(reverse("controls-adopt")).status_code == 403
