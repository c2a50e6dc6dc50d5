"""Runs a program as an unprivileged user that may still reach files under private directories (Linux, root only).

Postgres refuses to run as root. When the state folder or the virtual environment lives below a directory such as a
0700 home, the unprivileged user cannot walk there; widening that directory would be wrong, so the program keeps the one
capability that reads files and walks directories whatever their permissions, as an ambient capability, and loses every
other power of root. It writes nothing but what belongs to its user.

Usage: python as_user.py UID GID PROGRAM [ARG ...]   (nothing outside the standard library: it is run with -I)
"""

import ctypes
import os
import sys

CAP_DAC_READ_SEARCH = 2
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
# Capabilities do not follow the user id. Without it access(2), with which Postgres looks for its own programs, would
# ignore them for a user other than root.
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Data(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def drop_to(uid: int, gid: int) -> None:
    """Become `uid`:`gid` keeping only CAP_DAC_READ_SEARCH, which the next exec inherits. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "keep capabilities")
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    mask = 1 << CAP_DAC_READ_SEARCH
    header = _Header(CAPABILITY_VERSION_3, 0)
    data = (_Data * 2)(_Data(mask, mask, mask), _Data(0, 0, 0))
    _check(libc.capset(ctypes.byref(header), ctypes.byref(data)), "set capabilities")
    _check(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0), "raise the ambient capability")
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "refuse new privileges")


def argv_as(uid: int, gid: int, argv: list[str]) -> list[str]:
    """The command that runs `argv` as `uid`:`gid` in the way described above."""
    return [sys.executable, "-I", os.path.abspath(__file__), str(uid), str(gid), *argv]


def main() -> None:
    uid, gid, *argv = sys.argv[1:]
    drop_to(int(uid), int(gid))
    os.execv(argv[0], argv)  # noqa: S606 - the launcher's own command, no shell wanted


if __name__ == "__main__":
    main()
