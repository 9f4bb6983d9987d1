"""Writes of hygiene: adopting a policy, asking for an exception, handing work over as tickets."""

from earnest.duties.hygiene.operations.adopting import adopt_policy
from earnest.duties.hygiene.operations.excepting import ask_exception
from earnest.duties.hygiene.operations.tickets import Sent, close_ticket, dry_run, export_csv, export_package, settle

__all__ = ["Sent", "adopt_policy", "ask_exception", "close_ticket", "dry_run", "export_csv", "export_package", "settle"]
