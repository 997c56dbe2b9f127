"""Where the rules of this room come from."""

from foundation.violations import Basis

LAST_WORD = Basis("末位表态制度")
COLLECTIVE = Basis("议事决策规则")
SHEET = Basis("议题呈报和审定制度")
HEAD_DECIDES = Basis("《重大行政决策程序暂行条例》第三十条")
STOP = Basis("纪委书记参与重大事项决策制度（双记）")
