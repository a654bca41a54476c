"""
Inputs that nobody meant (模糊测试): mutations of real forms, texts and tables, put through everything that perfscore does with them.

``python -m tests.fuzz [TARGET…] --seconds 600 --inputs 1000000 --seed 1``, or ``make fuzz``.
"""
