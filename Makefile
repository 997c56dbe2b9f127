# Every target makes its own environment first (script/start); two words are all a newcomer needs: make run, make test.
.PHONY: run test test-fast lint fix bench drill lock messages

run:        ## 启动示例县 http://127.0.0.1:8000（PORT、VAR_DIR 可改）
	@SUNLIT_PARENT=$$PPID exec script/start run

test:       ## 全部检查和测试（SQLite、PostgreSQL + Redis、浏览器）
	@exec script/start test

test-fast:  ## 只在 SQLite 上测试；T= 选择，例如 make test-fast T="tests/ledger -k chain"
	@exec script/start test-fast $(T)

lint:       ## 全部静态检查
	@exec script/start lint

fix:        ## 自动整理代码和模板
	@exec script/start fix

bench:      ## 与裸写法对比的速度
	@exec script/start bench $(T)

drill:      ## 长时间演练：竞争、篡改、断电、模糊测试
	@exec script/start drill $(T)

lock:       ## 重写 requirements/*.lock（升级：make lock T=--upgrade）
	@exec script/start lock $(T)

messages:   ## 提取并编译英文词条
	@exec script/start messages
