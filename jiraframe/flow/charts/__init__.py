"""Charts of what ``jiraframe.flow`` measures, with Altair: ``pip install 'jiraframe[charts]'``.

Each takes the frame that the function of the same name gives and returns a chart of Altair, to
show, to save, to lay further marks over with ``+``, or to change with ``properties``. They read
in light and in dark notebooks. A notebook keeps the data of its charts, all of them: Altair's
limit of 5,000 rows does not hold here. Altair's usual renderer loads the code that draws from the
web; where there is none, ``altair.renderers.enable("jupyter", offline=True)`` does without, with
``vl-convert-python`` installed.
"""

from jiraframe.flow.charts._aging import aging
from jiraframe.flow.charts._burndown import burndown
from jiraframe.flow.charts._cumulative_flow import cumulative_flow
from jiraframe.flow.charts._cycle_time import cycle_time
from jiraframe.flow.charts._throughput import throughput
from jiraframe.flow.charts._velocity import velocity

__all__ = ["aging", "burndown", "cumulative_flow", "cycle_time", "throughput", "velocity"]
