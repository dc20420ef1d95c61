"""Loading this module makes a process ready to fork those that render foreign templates.

`overrides` has the guarded child load it.
"""

from bhxhcomm.page.html import foreign

foreign.warm_up()
