"""Loading this module makes a process ready to fork those that render foreign templates.

`override_rendering` has the guarded child load it.
"""

from bhxhcomm.page.html import override_child

override_child.warm_up()
