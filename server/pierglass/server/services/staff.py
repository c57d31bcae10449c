"""The platform's staff: accounts that an operator names in a setting."""

from pierglass.server.errors import StaffOnlyError
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.grants import require_first_party

__all__ = ["is_staff", "require_staff"]


def is_staff(ctx: Context, principal: Principal) -> bool:
    """Return whether the caller is of the staff, by their own session.

    Staff is named by account ids, which nobody can register, and not by user names,
    which the first who asks gets.
    """
    named = {one.strip() for one in ctx.settings.staff.split(",")} - {""}
    return principal.has("*") and principal.account_id in named


def require_staff(ctx: Context, principal: Principal) -> None:
    """Return if the caller is of the staff.

    Raises:
        StaffOnlyError: If not; it says what an operator has to do.
        ForbiddenError: If a client's token asks.
    """
    require_first_party(principal)
    if not is_staff(ctx, principal):
        me = principal.account_id
        reason = f"an operator adds {me} to PIERGLASS_STAFF"
        raise StaffOnlyError(reason=reason)
