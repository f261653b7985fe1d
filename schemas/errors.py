"""The base of the program's own failures: their messages are in Vietnamese, for the person at the screen."""


class KiemdiemError(Exception):
    """Something is wrong that we know how to say. Whatever is not one of these is a fault of the program."""
