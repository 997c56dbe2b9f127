"""Where the rules of this room come from."""

from foundation.violations import Basis

LAST_WORD = Basis("末位表态制度")
COLLECTIVE = Basis("议事决策规则")
